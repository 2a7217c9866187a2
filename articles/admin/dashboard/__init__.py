"""The first screen and the morning report."""
