"""Lists of stories: by section, topic, author and day."""
