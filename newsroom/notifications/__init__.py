"""Notifications of events of stories, in the admin and by e-mail."""
