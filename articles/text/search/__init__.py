"""Search analysis of texts and queries: the same for both languages and both databases."""
