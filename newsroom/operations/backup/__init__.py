"""Backups of a newsroom in a folder, made by the database's own tools, and their restore."""
