"""Front pages and section pages: their slots, the stories placed in them, and the screen of editors."""
