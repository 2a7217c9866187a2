"""The translation memory as TMX 1.4, the format that translation tools share."""
