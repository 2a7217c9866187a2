"""Lists: stories by section, topic, author and day, corrections, and checksums."""
