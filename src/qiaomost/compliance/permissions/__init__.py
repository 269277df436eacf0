"""Who may do what in compliance: a module for each part."""
