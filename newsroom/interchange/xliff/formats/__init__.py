"""File formats for translations, without the database: XLIFF 1.2 and 2.x, Markdown, and their comparison."""
