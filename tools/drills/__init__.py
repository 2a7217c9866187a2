"""Drills of what goes wrong in a newsroom at work.

Modules with drills import models: they are imported once Django is set up.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
