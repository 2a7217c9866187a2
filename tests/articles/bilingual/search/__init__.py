"""Tests of articles.bilingual.search."""
