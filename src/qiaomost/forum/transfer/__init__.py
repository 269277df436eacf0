"""Tables of the forum as files."""
