"""Front pages and section pages: slots, story placements and the editors' screen."""
