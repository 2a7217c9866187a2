"""The memory in TMX 1.4, which translation tools exchange: out of it, and in from whatever file."""
