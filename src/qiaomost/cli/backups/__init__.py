"""A whole node in one file, and back: database, uploaded files and key, in a tar archive with a checksum for each."""
