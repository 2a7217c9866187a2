"""Drills of faults in a running newsroom.

Modules with drills import models. Import them after Django is set up.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
