"""Local newsroom server, as used by `make run`: `python -m newsroom.local [--reload]`.

It migrates the database, collects static files, loads the demonstration newsroom, and serves the site by
plain http on 127.0.0.1, for this machine only. Each step can be repeated and does not change texts of
editors.

    python -m newsroom.local --manage COMMAND …    run a command of manage.py with that newsroom's settings
"""

import os
import secrets
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from articles.refusals import is_disk_full

HOST = "127.0.0.1"
NEEDED_MB = 150  # size of a data folder with the demonstration newsroom
ROOT = Path(__file__).resolve().parent.parent


class CannotServe(Exception):
    """Raised if the newsroom cannot start. The message explains what to change."""


def port(variables):
    """Return the port to serve on: the variable PORT, or 8000. Raise CannotServe if it is invalid."""
    value = variables.get("PORT", "").strip() or "8000"
    if not (value.isdecimal() and 0 < int(value) < 65536):
        raise CannotServe(f"PORT={value!r} is not valid; use a number from 1 to 65535.")
    return int(value)


def require_free(number):
    """Raise CannotServe if the port cannot be used, for example because another process listens on it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, number))
        except OSError as error:
            advice = f"choose another, for example: make run PORT={number % 65535 + 1}"
            raise CannotServe(f"Port {number} cannot be used ({error.strerror}); {advice}") from error


@contextmanager
def space_needed(folder: Path) -> Iterator[None]:
    """Raise CannotServe instead of an error in the block that is due to a full disk.

    folder  data folder, named in the message
    """
    try:
        yield
    except Exception as error:
        if not is_disk_full(error):
            raise
        while not folder.exists():
            folder = folder.parent
        raise CannotServe(
            f"No space left for {folder} ({shutil.disk_usage(folder).free // 2**20} MB are free, "
            f"and the demo needs {NEEDED_MB}). Free some space, or choose a folder on another disk: make run "
            "NEWSROOM_DATA=FOLDER. The next start continues where this one stopped."
        ) from error


def secret_key(folder):
    """Return the secret key of this newsroom, created once in the data folder, readable only by its owner."""
    path = folder / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(50))
        except OSError:  # the next start creates a new key
            path.unlink()
            raise
    return path.read_text().strip()


def keep_private(folder):
    """Create the data folder, or remove other users' access to it, because it has drafts and passwords.

    Folders of another owner and shared folders, such as /tmp or a home, are not changed. The screen “System
    status” then reports what others can read.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.stat()
    is_shared = status.st_mode & stat.S_ISVTX or folder == Path.home()
    if status.st_mode & stat.S_IRWXO and status.st_uid == os.geteuid() and not is_shared:
        folder.chmod(stat.S_IMODE(status.st_mode) & ~stat.S_IRWXO)
        print(f"Closed {folder} to other users of this machine.", file=sys.stderr, flush=True)


def data_folder(variables):
    """Return the absolute path of the data folder: NEWSROOM_DATA, or `data` in the project."""
    return Path(variables.get("NEWSROOM_DATA") or ROOT / "data").expanduser().resolve()


def environment(variables):
    """Return the environment variables of a newsroom on this machine. Values in `variables` take precedence.

    Also create the data folder and, if needed, the secret key.
    """
    folder = data_folder(variables)
    local = {"DEBUG": "0", "HTTPS": "0", "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]"}
    keep_private(folder)
    local["SECRET_KEY"] = variables.get("SECRET_KEY") or secret_key(folder)
    local["SITE_URL"] = f"http://{HOST}:{port(variables)}"
    local["MOST_READ_FROM"] = "1"  # so that the demonstration lists stories after a single reading
    local["SECOND_FACTOR"] = "0"  # demonstration accounts need only their password
    local["MAIL_URL"] = f"{folder.as_uri()}/mail"  # a local newsroom sends no e-mail
    given = {name: variables[name] for name in local if variables.get(name)}
    return local | given | {"NEWSROOM_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}


def prepare(number):
    """Update database, static files and demonstration. Print the newsroom's addresses and accounts.

    number  port of the addresses
    """
    import django
    from django.core.management import call_command

    django.setup()
    from newsroom.demo.content import add_look  # it imports models

    call_command("migrate", interactive=False, verbosity=0)
    add_look()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo")
    address = f"http://{HOST}:{number}"
    print(f"\n  English   {address}/en/\n  한국어    {address}/ko/\n  Newsroom  {address}/admin/\n")
    print(f"  Data in {os.environ['NEWSROOM_DATA']}. Ctrl-C stops.\n", flush=True)


def server(number, *, reload):
    """Return the arguments for Python to serve on a port: gunicorn, or Django's runserver if `reload`."""
    if reload:
        return [str(ROOT / "manage.py"), "runserver", f"{HOST}:{number}"]
    shared = ["--config=python:newsroom.gunicorn_config"]
    return ["-m", "gunicorn", "newsroom.wsgi", f"--bind={HOST}:{number}", *shared, "--log-level=warning"]


def follow():
    """Start the process that sends notifications. It ends when this process ends, for any reason."""
    # Pass the parent's id explicitly: this process may have ended before the child starts.
    command = [sys.executable, str(ROOT / "manage.py"), "follow_log", f"--parent={os.getpid()}"]
    subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603


def main(arguments):
    """Serve until stopped, or run a command. Both replace this process, so that they get its signals."""
    folder = data_folder(os.environ)
    if arguments[:1] == ["--manage"]:
        with space_needed(folder):
            os.environ.update(environment(os.environ))
        os.execv(sys.executable, [sys.executable, str(ROOT / "manage.py"), *arguments[1:]])  # noqa: S606
    number = port(os.environ)
    require_free(number)
    with space_needed(folder):
        os.environ.update(environment(os.environ))
        os.chdir(ROOT)
        prepare(number)
    follow()
    os.execv(sys.executable, [sys.executable, *server(number, reload="--reload" in arguments)])  # noqa: S606


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CannotServe as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
