"""The page on which readers search: what its address asks for, and how what was found is shown."""
