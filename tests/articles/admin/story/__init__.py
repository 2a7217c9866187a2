"""Tests of the story form and the pages around it."""
