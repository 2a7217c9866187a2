"""The diary: what the newsroom means to cover, and who covers it, before there is a story."""
