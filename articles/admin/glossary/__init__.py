"""The glossary and its files."""
