"""Upgrades: list of releases, rules for later migrations, and released code on a migrated database."""
