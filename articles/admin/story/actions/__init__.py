"""Workflow actions: the buttons of a story's form, their pages and their effects."""
