"""The workflow of editors: saving, stages, permissions, notes, assignments and waivers."""
