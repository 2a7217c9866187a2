"""What is searched in a text, and what is asked of it: one analysis for both languages and both databases."""
