"""Tests of articles.text.search."""
