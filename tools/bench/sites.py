"""The sites under measurement, as servers: ours, the floor, and the peer with a database of its own."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from newsroom import local
from tools.bench import content
from tools.bench.processes import HOST, ROOT, DatabaseProcesses, Server, free_port

PEER_NAME = f"bench_peer_{os.getpid()}"
# Headers that servers add by themselves.
OF_THE_SERVER = {"server", "date", "connection", "transfer-encoding"}
# Two workers each, as newsroom.gunicorn_config has them; threads are those of one worker.
GTHREAD, SYNC, GRANIAN = "gunicorn gthread", "gunicorn sync", "granian"
PLAIN = "--worker-class=gthread --workers=2 --threads=4 --preload --log-level=warning --no-control-socket"
OPTIONS_OF_GRANIAN = "--interface=wsgi --workers=2 --blocking-threads=4 --no-ws --log-level=warning"
# A later option takes the place of an earlier one.
MORE_OPTIONS = {GTHREAD: [], SYNC: ["--worker-class=sync", "--threads=1"]}


def server_command(kind: str, module: str, port: int) -> list[str]:
    """Return the command of a kind of server for a module; gunicorn serves our site as in production."""
    if kind == GRANIAN:
        address = [f"--host={HOST}", f"--port={port}"]
        options = [*OPTIONS_OF_GRANIAN.split(), *address]
        return [sys.executable, "-m", "granian", f"{module}:application", *options]
    plain = ["-m", "gunicorn", module, f"--bind={HOST}:{port}", *PLAIN.split()]
    options = local.server(port, reload=False) if module == "newsroom.wsgi" else plain
    return [sys.executable, *options, *MORE_OPTIONS[kind]]


def collect_static_files():
    """Collect static files under their hashed names, which the settings of the tests leave out."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, check=True, cwd=ROOT, env=our_environment(0))


def our_environment(port: int) -> dict[str, str]:
    """Return the variables under which our site is served in production, on the database of this process."""
    own = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "SITE_URL": f"http://127.0.0.1:{port}"}
    return os.environ | own | {"DATABASE_URL": database_url(connection.settings_dict["NAME"])}


def database_url(name) -> str:
    """Return the URL of another database on the server of this process, or of an SQLite file."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def our_server(kind: str = GTHREAD) -> Server:
    port = free_port()
    processes = DatabaseProcesses(connection, connection.settings_dict["NAME"])
    command = server_command(kind, "newsroom.wsgi", port)
    return Server(command, our_environment(port), port, database=processes)


def floor_server(responses: list, folder: Path, kind: str = GTHREAD) -> Server:
    """Return a server that answers `/0` with the first of some Answers."""
    stored = [
        (
            f"{answer.status} {answer.reason}",
            [pair for pair in answer.headers if pair[0].lower() not in OF_THE_SERVER],
            answer.body,
        )
        for answer in responses
    ]
    path, port = folder / "floor.pickle", free_port()
    path.write_bytes(pickle.dumps(stored))
    return Server(
        server_command(kind, "tools.bench.floor", port), os.environ | {"BENCH_FLOOR": str(path)}, port
    )


@contextmanager
def filled_peer(at, folder: Path) -> Iterator[Server]:
    """Make the database of the peer with the same content, and yield its server; remove both at the end."""
    is_sqlite = connection.vendor == "sqlite"
    name, port = (folder / "peer.sqlite3" if is_sqlite else PEER_NAME), free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tools.bench.peer.settings",
        "DATABASE_URL": database_url(name),
    }
    run_sql(f"CREATE DATABASE {PEER_NAME} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        command = [sys.executable, "-m", "tools.bench.peer.load"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, env=environment) as loading:
            for line in content.rows_for_peer(at):
                loading.stdin.write(f"{line}\n")
        if loading.returncode:
            sys.exit("The peer's database could not be filled.")
        processes = DatabaseProcesses(connection, name)
        command = server_command(GTHREAD, "tools.bench.peer.wsgi", port)
        with Server(command, environment, port, database=processes) as server:
            yield server
    finally:
        run_sql(f"DROP DATABASE {PEER_NAME} WITH (FORCE)")


def run_sql(statement):
    """Run a statement about databases, of which SQLite has none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement)
