"""Sitemaps (sitemaps.org) of every indexed page, in files of which the old ones do not change."""
