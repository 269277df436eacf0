"""The pages of compliance: a module for each part. HTTP only."""
