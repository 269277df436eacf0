"""Records in and out of files: reading, mapping, running an import, writing an export."""
