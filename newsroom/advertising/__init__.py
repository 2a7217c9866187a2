"""Advertising that the newspaper sells itself, or runs for itself: pictures in slots of readers' pages."""
