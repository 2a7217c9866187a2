"""The history of a story: its announced editions, what each changed, and the text of each."""
