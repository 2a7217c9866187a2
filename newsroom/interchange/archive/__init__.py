"""Archives of other systems: read from their files, imported as stories, published or not."""
