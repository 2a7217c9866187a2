"""Import of written stories, in Markdown or labelled text."""
