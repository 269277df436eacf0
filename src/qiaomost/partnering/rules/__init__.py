"""Rules of partnering that are arithmetic alone."""
