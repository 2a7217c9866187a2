"""Drafts of unsaved text, kept while a person types into a form, and offered when it is opened again."""
