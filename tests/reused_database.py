"""The test database that `--reuse-db` keeps between runs, one for each state of the migrations.

On SQLite an untouched copy is kept in pytest's cache, and each run works on a copy of its own: runs may
overlap, and one that is killed leaves nothing behind. On PostgreSQL the database itself stays, and is emptied
before it is used again.
"""

import hashlib
import os
import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests import architecture

PACKAGES = ("articles", "newsroom")


def schema_files():
    """Return the paths of all migrations, and of the modules that those of this project import."""
    files = {path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py")}
    modules = architecture.modules(settings.BASE_DIR, PACKAGES)
    for name, path in modules.items():
        if ".migrations." in name:
            zones = {architecture.zone_of(one, modules) for one in architecture.imports(name, path)}
            files |= {modules[zone] for zone in zones if zone}
    return files


def digest(files):
    """Return a digest of the names and contents of files."""
    found = hashlib.sha256()
    for path in sorted(files):
        found.update(b"%b\0%b\0" % (str(path).encode(), path.read_bytes()))
    return found.hexdigest()[:16]


class ReusedDatabase:
    """The database of one run of pytest, restored before its setup and kept after it.

    folder    for the copies
    is_fresh  whether to build it again in any case (`--create-db`)
    """

    def __init__(self, folder, *, is_fresh):
        schema = digest(schema_files())
        self.copy = folder / f"{schema}.sqlite3"
        self.is_fresh = is_fresh
        self.is_sqlite = connection.vendor == "sqlite"
        self.settings = settings.DATABASES["default"]
        if not self.is_sqlite:
            self.settings["TEST"]["NAME"] = f"{self.settings['TEST']['NAME'] or 'test_newsroom'}_{schema}"

    def restore(self):
        """Put the kept copy where the test database is expected, if there is one."""
        if self.is_sqlite and self.copy.exists() and not self.is_fresh:
            shutil.copyfile(self.copy, self.settings["TEST"]["NAME"])

    def keep(self):
        """Keep the database as it was set up, and drop those of other states of the migrations."""
        if not self.is_sqlite:
            call_command("flush", interactive=False, verbosity=0)
        elif self.is_fresh or not self.copy.exists():
            new = self.copy.with_suffix(f".{os.getpid()}")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(new)])
            for path in self.copy.parent.glob("*.sqlite3"):
                path.unlink(missing_ok=True)
            new.replace(self.copy)
