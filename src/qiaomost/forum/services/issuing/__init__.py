"""Letters of invitation and certificates of attendance."""
