"""Tests of articles.text.korean."""
