"""Admin of pictures, sections, topics, authors, the glossary and the publication."""
