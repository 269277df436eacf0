"""What people hand in to partnering, checked field by field."""
