"""Korean text tools: morphemes, jamo, Hanja, particles."""
