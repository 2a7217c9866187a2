"""How a story moves at the desk: saving, stages, and who may do what."""
