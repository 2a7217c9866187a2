"""Bulk changes in the list of stories, and saved views of the list."""
