"""Archives of other systems: readers of their files, and the import of their stories, published or not."""
