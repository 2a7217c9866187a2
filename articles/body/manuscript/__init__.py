"""Import of stories written in Markdown or labelled text."""
