"""Place names in English and Korean sentences."""
