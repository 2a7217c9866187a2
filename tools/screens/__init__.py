"""Pictures of a demonstration newsroom: screenshots for the docs, and contact sheets of public pages."""
