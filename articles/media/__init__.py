"""Pictures: uploads made safe, and their smaller renditions."""
