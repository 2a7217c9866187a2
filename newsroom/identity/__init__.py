"""The look that a newspaper gives itself: wordmark, section colours, its own templates and style sheet."""
