"""The pages of a case's room."""
