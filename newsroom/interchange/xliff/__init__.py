"""Translations as XLIFF or Markdown files for translators who work elsewhere."""
