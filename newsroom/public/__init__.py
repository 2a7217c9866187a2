"""Pages for readers. They read editions and related rows, never the working copy."""
