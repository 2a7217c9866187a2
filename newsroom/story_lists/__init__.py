"""Changes to many stories at once, from the list of stories, and saved views of that list."""
