"""Sitemaps (sitemaps.org): every page that is to be found, in files of which the old ones do not change."""
