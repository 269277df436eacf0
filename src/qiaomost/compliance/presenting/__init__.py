"""What pages of compliance show, in the reader's words."""
