"""What the pages show, in the reader's language. No HTTP, no templates."""
