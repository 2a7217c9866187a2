"""Full-text search of working copies for the desk. Its index is not accessible from public pages."""
