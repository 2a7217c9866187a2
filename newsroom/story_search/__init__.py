"""Full-text search of working copies for the desk, by an index that readers' pages cannot reach."""
