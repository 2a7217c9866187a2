"""The pages of a story: the story, its history, both languages side by side, and its republication."""
