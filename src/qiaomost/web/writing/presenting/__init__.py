"""What the pages of writing and review show. No HTTP."""
