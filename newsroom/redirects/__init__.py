"""Redirects: old addresses, such as those of a former system, and where readers are sent instead."""
