"""The pages of challenges with answers. HTTP only."""
