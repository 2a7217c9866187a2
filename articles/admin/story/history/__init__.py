"""The history of a story's working copy."""
