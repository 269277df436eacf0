"""Pages of what an edition leaves behind."""
