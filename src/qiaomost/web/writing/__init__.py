"""Pages for those who write records, review them and bring them to publication."""
