"""The pages of a story: itself, its history, both languages beside each other, and its republication."""
