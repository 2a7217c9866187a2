"""Editorial workflow: saving, stages, permissions, notes and assignments."""
