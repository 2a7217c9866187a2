"""Backup and restore in a folder or a bucket, with the database's own tools."""
