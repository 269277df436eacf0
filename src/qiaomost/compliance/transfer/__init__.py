"""Files of control lists."""
