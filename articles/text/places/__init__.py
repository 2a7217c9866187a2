"""Names that a sentence treats as places, in English and in Korean."""
