"""Checks before publication: the registry, checks of one text, and checks between the languages."""
