"""Pictures, sections, topics and the publication."""
