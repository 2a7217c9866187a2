"""Import and export of stories as text, archives of other systems, glossary, translations and memory."""
