"""The workflow of editors: saving, stages, permissions, notes and assignments."""
