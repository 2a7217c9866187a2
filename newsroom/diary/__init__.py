"""The diary: events that the newsroom means to cover, and who covers them, before there is a story."""
