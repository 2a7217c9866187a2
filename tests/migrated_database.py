"""An untouched database with the present migrations, of which each test database is a copy.

Migrating one takes fifteen seconds of a processor on SQLite and more on PostgreSQL, copying it a part of one.
The first process that needs it makes it, while the others wait; later runs find it. On SQLite it is a file in
pytest's cache; on PostgreSQL a database beside that of DATABASE_URL, where those of other states of the
migrations stay until somebody drops them, for others may be at work with them.
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


def migrate(url):
    """Migrate the database of a DATABASE_URL in another process, which leaves no connection open."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    variables = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run(command, cwd=settings.BASE_DIR, env=variables, check=True, timeout=500)


class MigratedDatabase:
    """The untouched database of this state of the migrations.

    folder  of the file on SQLite, and of the lock under which either is made
    name    of the file, or of the database on PostgreSQL
    """

    def __init__(self, folder):
        self.folder = folder
        schema = digest(schema_files())
        self.is_sqlite = connection.vendor == "sqlite"
        self.name = str(folder / f"{schema}.sqlite3") if self.is_sqlite else f"newsroom_migrated_{schema}"

    def copy_for(self, test):
        """Have the test database of the settings TEST begin as a copy."""
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
            new = f"{self.name}_{os.getpid()}"  # another worktree may be making it as well
            ask(f'CREATE DATABASE "{new}"')
            migrate(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{new}").geturl())
            ask(f'ALTER DATABASE "{new}" RENAME TO "{self.name}"')

    @contextmanager
    def server(self):
        """Yield a function that asks the server, outside the database of the tests, and returns rows."""

        def ask(statement, values=()):
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

        with connection._nodb_cursor() as cursor:
            yield ask
