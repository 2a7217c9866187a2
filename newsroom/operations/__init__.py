"""Backups, health checks, metrics, retention and background work of an installation."""
