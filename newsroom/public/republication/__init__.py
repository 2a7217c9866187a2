"""Republication of a story by others: the terms, and the text to copy."""
