"""Rules of the forum that need no rows."""
