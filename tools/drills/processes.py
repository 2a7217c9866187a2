"""Other processes of a drill, on its database."""

import subprocess
import sys


class NotRun(Exception):
    """A drill that this system does not permit, with the reason."""


def start_there(act, *ids, clock=None, errors=None):
    """Start an act of THERE in another process, under another clock, its errors written to a file."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-m", "tools.drills", f"--there={act}", f"--database={name}"]
    faked = ["faketime", "-f", clock] if clock else []
    return subprocess.Popen(
        [*faked, *command, *map(str, ids)], stdout=subprocess.PIPE, stderr=errors, text=True
    )


def on_other_server(act, *ids, clock):
    process = start_there(act, *ids, clock=clock)
    printed, _errors = process.communicate(timeout=120)
    assert process.returncode == 0, f"The other server ended with {process.returncode}."
    return printed
