"""Translations leave as files and come back: newsroom.translations.exchange for the stories of the database."""
