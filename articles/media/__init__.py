"""Safe processing of uploaded pictures, and their smaller renditions."""
