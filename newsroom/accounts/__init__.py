"""Accounts of the newsroom's staff: log-in, settings, groups."""
