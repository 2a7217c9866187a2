"""Accounts of the newsroom's staff: login, settings, groups."""
