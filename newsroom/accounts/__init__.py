"""The people of the newsroom and how they come in."""
