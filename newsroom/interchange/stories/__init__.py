"""Stories imported from text files."""
