"""The desk's workflow: saving, stages and permissions."""
