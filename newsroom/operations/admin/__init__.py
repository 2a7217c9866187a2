"""Screens for administrators: panels of the first screen, and the status of the installation."""

from newsroom.operations.admin import panels, status
