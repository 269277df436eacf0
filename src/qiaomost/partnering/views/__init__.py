"""The pages of partnering. HTTP only."""
