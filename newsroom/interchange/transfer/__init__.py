"""A whole newsroom in a folder: its tables as JSON lines, its media, and a digest of everything."""
