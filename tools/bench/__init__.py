"""Measurements of the newsroom: `make bench`."""
