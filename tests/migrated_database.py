"""An empty database with the present migrations, copied for each test database.

Migrating takes fifteen seconds of processor time on SQLite and more on PostgreSQL, copying less than one.
The first process that needs the database makes it, while the others wait; later runs reuse it. On SQLite it
is a file in pytest's cache. On PostgreSQL it is a database next to the one of DATABASE_URL. Databases for
other states of the migrations are kept until they are dropped by hand: other runs may use them.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import connection

from tests import architecture

PACKAGES = ("articles", "newsroom")


def schema_files():
    """Return the paths of all migrations, and of the modules of this project that they import."""
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


def migrate(url):
    """Migrate the database of a DATABASE_URL in another process, which leaves no connection open."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    variables = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run(command, cwd=settings.BASE_DIR, env=variables, check=True, timeout=500)


class MigratedDatabase:
    """The empty database for this state of the migrations.

    folder  the folder of the SQLite file, and of the lock for making either
    name    the name of the file, or of the database on PostgreSQL
    """

    def __init__(self, folder):
        self.folder = folder
        schema = digest(schema_files())
        self.is_sqlite = connection.vendor == "sqlite"
        self.name = str(folder / f"{schema}.sqlite3") if self.is_sqlite else f"newsroom_migrated_{schema}"

    def copy_for(self, test):
        """Make the test database of the settings TEST start as a copy."""
        if self.is_sqlite:
            shutil.copyfile(self.name, test["NAME"])
        else:
            test["TEMPLATE"] = self.name

    def ensure_made(self):
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.is_sqlite:
                self.make_file()
            else:
                self.make_database()

    def make_file(self):
        path = Path(self.name)
        if path.exists():
            return
        new = path.with_suffix(f".{os.getpid()}")
        migrate(f"sqlite:///{new}")
        for other in self.folder.glob("*.sqlite3"):
            other.unlink(missing_ok=True)
        new.replace(path)

    def make_database(self):
        with self.server() as ask:
            if ask("SELECT 1 FROM pg_database WHERE datname = %s", [self.name]):
                return
            new = f"{self.name}_{os.getpid()}"  # a run in another worktree may be making it too
            ask(f'CREATE DATABASE "{new}"')
            migrate(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{new}").geturl())
            ask(f'ALTER DATABASE "{new}" RENAME TO "{self.name}"')

    @contextmanager
    def server(self):
        """Yield a function that runs SQL on the server, outside the test database, and returns rows."""

        def ask(statement, values=()):
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

        with connection._nodb_cursor() as cursor:
            yield ask
