"""Files in and out: stories as text, archives of other systems, the glossary, translations, the memory."""
