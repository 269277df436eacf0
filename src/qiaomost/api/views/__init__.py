"""What the API answers. HTTP only."""
