"""Where translators work."""
