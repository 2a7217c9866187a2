"""A pytest plugin that collects the static files once for all processes of a run."""

import fcntl

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from newsroom import settings as production


@pytest.fixture(scope="session")
def collected_files():
    """Return settings with all static files collected as in production. Tests must not change the files.

    Compressing them takes about fifteen seconds of processor time. The first process that needs them does it,
    while the others wait.
    """
    folder = production.DATA_DIR / "collected"
    kept = {"staticfiles": production.STORAGES["staticfiles"]}
    values = {"STATIC_ROOT": folder, "STORAGES": settings.STORAGES | kept}
    with (production.DATA_DIR / "collected.lock").open("w") as lock, override_settings(**values):
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "releases.json").exists():  # collectstatic writes releases.json last
            folder.mkdir(exist_ok=True)
            call_command("collectstatic", interactive=False, verbosity=0)
    return values
