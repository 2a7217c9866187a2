"""The security log in the admin. Importing this package registers its screens."""

from newsroom.security.admin import events, report_part, requests

__all__ = ["events", "report_part", "requests"]
