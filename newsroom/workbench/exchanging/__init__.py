"""Translations leave as files and come back: newsroom.workbench.exchange for the stories of the database."""
