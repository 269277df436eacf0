"""What the pages of compliance ask for: a module for each part."""
