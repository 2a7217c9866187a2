"""Files in and out: stories as text, the glossary as CSV, translations as XLIFF, the memory as TMX.

An app with management commands and without models.
"""
