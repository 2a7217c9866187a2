"""How often stories are read, counted without knowing by whom: no cookie, no address, no browser's name."""
