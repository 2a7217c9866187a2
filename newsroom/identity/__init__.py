"""The visual identity of a newspaper: wordmark, section colours, its own templates and style sheet."""
