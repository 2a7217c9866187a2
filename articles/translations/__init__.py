"""Translations of stories: where each segment comes from, and whether it is current."""
