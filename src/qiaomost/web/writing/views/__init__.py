"""The pages of writing and review. HTTP only."""
