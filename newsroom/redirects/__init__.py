"""Redirects from old addresses, such as URLs of a previous system, to current pages."""
