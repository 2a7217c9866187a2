"""Live coverage of a story: entries in both languages, which readers see within a second."""
