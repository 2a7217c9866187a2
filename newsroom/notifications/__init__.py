"""Notifications of what happened to stories, in the admin and by e-mail."""
