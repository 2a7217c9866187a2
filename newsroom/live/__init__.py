"""Live coverage of a story: entries that readers see within a second, in both languages."""
