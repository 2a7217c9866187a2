"""Drills of what goes wrong in a newsroom at work.

Models are imported within functions, for Django is set up later.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
