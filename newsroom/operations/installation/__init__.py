"""Checks of an installation: the state of each part, in words, and how to mend it."""
