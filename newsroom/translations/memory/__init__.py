"""The translation memory: approved translations, offered for the same and for similar segments."""
