"""Texts of the two languages beside each other: alignment, freshness, positions."""
