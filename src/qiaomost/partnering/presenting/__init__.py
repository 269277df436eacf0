"""Cases as their pages show them, to each side what it may know."""
