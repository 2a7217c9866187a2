"""Both languages of a story on one page."""
