"""The form of a story, and the pages around it."""
