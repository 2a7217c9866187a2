"""The security log in the admin. Importing this package registers its screens."""

from newsroom.security.admin import events, requests
