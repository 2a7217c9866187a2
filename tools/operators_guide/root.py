"""An empty Debian in a folder, in which the services of a newsroom run without systemd."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

MIRROR = "http://deb.debian.org/debian"
PASSED_ON = (
    "PIP_INDEX_URL",
    "PIP_DEFAULT_TIMEOUT",
    "http_proxy",
    "https_proxy",
)  # of a machine behind a proxy
MOUNTED = (("proc", "proc"), ("devpts", "dev/pts"), ("tmpfs", "dev/shm"), ("tmpfs", "run"))
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NAME = "courier"


class DebianRoot:
    """A Debian root in a folder, and the processes that were started in it."""

    def __init__(self, folder: Path):
        self.folder, self.processes, self.mounts = folder, {}, ExitStack()
        self.environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.environment |= {
            "PATH": PATH,
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }

    def __enter__(self):
        if not (self.folder / "etc/debian_version").exists():
            subprocess.run(["debootstrap", "--variant=minbase", "trixie", self.folder, MIRROR], check=True)
        policy = self.folder / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n")  # packages start no services
        policy.chmod(0o755)
        (self.folder / "etc/hosts").write_text("127.0.0.1 localhost news.example\n")
        shutil.copy("/etc/resolv.conf", self.folder / "etc/resolv.conf")
        if certificates := os.environ.get("PIP_CERT"):
            shutil.copy(certificates, self.folder / "etc/pip-certificates.pem")
            self.environment["PIP_CERT"] = "/etc/pip-certificates.pem"
        for kind, name in MOUNTED:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
            subprocess.run(["mount", "-t", kind, kind, self.folder / name], check=True)
            self.mounts.callback(subprocess.run, ["umount", "--lazy", self.folder / name], check=True)
        return self

    def __exit__(self, *_error):
        for unit in list(self.processes):
            self.stop(unit)
        for command in (["nginx", "-s", "quit"], ["pg_ctlcluster", "--mode=fast", "17", "main", "stop"]):
            subprocess.run(["chroot", self.folder, *command], env=self.environment, check=False)
        time.sleep(2)
        self.mounts.close()

    def run(self, script: str) -> str:
        """Run lines of shell as root; return and print what they print. Raise CalledProcessError."""
        command = ["chroot", self.folder, "sh", "-euc", script]
        ran = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        print(ran.stdout, end="", flush=True)
        ran.check_returncode()
        return ran.stdout

    def hold_socket(self) -> None:
        """Open the socket of the newsroom as its socket unit says: for nginx alone."""
        path = self.folder / f"run/majubon/{NAME}.sock"
        path.parent.mkdir(exist_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(512)
        self.run(f"chown www-data:root /run/majubon/{NAME}.sock; chmod 0600 /run/majubon/{NAME}.sock")

    def start(self, unit: str) -> None:
        """Start a service of a newsroom: ExecStart, its user, its environment file; without hardening."""
        text = (self.folder / f"etc/systemd/system/majubon-{unit}@.service").read_text()
        command = re.search(r"^ExecStart=(.+)$", text, re.M)[1]
        lines = (self.folder / f"etc/majubon/{NAME}.env").read_text().splitlines()
        variables = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        script, handed = f"cd /srv/majubon; umask 0027; exec {command}", ()
        if unit == "site":  # gunicorn wants to know that the socket is meant for this very process
            handed = (self.listener.fileno(),)
            script = f"export LISTEN_PID=$$ LISTEN_FDS=1; {script} 3<&{handed[0]}"
        user = f"majubon-{NAME}"
        chroot = ["chroot", f"--userspec={user}:{user}", self.folder, "bash", "-c", script]
        environment = {"PATH": PATH, "LANG": "C.UTF-8", "HOME": "/nonexistent"} | variables
        self.processes[unit] = subprocess.Popen(chroot, env=environment, pass_fds=handed)

    def stop(self, unit: str) -> None:
        process = self.processes.pop(unit)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
