"""Commands that keep a newsroom running."""
