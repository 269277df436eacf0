"""The Open Archives Initiative's protocol for harvesting metadata, version 2.0 (openarchives.org/OAI/2.0)."""
