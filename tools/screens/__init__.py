"""Pictures of a demonstration newsroom: those of the docs, and contact sheets of readers' pages."""
