"""Workflow actions on a story: one class each, with its button, rules, form and effect."""
