"""Tests of articles.bilingual.korean."""
