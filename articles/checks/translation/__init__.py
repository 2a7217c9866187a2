"""Checks of a translation against its source, segment by segment."""
