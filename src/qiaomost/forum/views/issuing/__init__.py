"""Pages of letters and certificates."""
