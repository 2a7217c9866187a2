"""Pictures, sections, topics, authors, the glossary and the publication."""
