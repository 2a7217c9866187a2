"""Run the commands of docs/en/operators.md on an empty Debian: `python -m tools.operators_guide [FOLDER]`.

Needs root, debootstrap and the ports 80 and 443. FOLDER gets the Debian, and keeps it; by default it is a
temporary one. There is no systemd in it, no public name and no firewall: each block of the guide that needs
one is replaced by a function of its name here, which says what it does instead.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tools.operators_guide.reporter import CLAIMED, SITE, WORDS, Reporter
from tools.operators_guide.root import DebianRoot

HERE = Path(__file__).resolve().parent.parent.parent
BLOCK = re.compile(r"^```sh (run|elsewhere (\w+))\n(.*?)^```", re.M | re.S)
CERTIFICATE = """
d=/etc/letsencrypt/live/news.example; mkdir -p $d
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=news.example \\
    -addext subjectAltName=DNS:news.example -keyout $d/privkey.pem -out $d/fullchain.pem 2>/dev/null
cp $d/fullchain.pem /usr/local/share/ca-certificates/news.crt
update-ca-certificates >/dev/null 2>&1
"""
ADDRESSES = (
    "from newsroom.security.models import SecurityEvent as Event;"
    "print(*Event.objects.values_list('address', flat=True))"
)


def clock(_root):
    """The clock is that of this machine."""


def code(root):
    """The code is the committed state of this checkout."""
    (root.folder / "srv/majubon").mkdir(parents=True, exist_ok=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=HERE, stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["tar", "-x", "-C", root.folder / "srv/majubon"], input=archive, check=True)


def postgresql(root):
    """PostgreSQL is started by its own command."""
    root.run("pg_ctlcluster 17 main start")


def services(root):
    """The socket is held, and the services are started, by this script; the timer is not tried."""
    root.hold_socket()
    root.start("site")
    root.start("tasks")


def certificate(root):
    """The certificate is signed by itself, and trusted on this Debian."""
    root.run(CERTIFICATE)


def nginx(root):
    """nginx is started by its own command."""
    root.run("nginx")


def firewall(_root):
    """There is no firewall."""


def upgrade(root):
    """The same version is installed again, while four readers ask for a page all the time."""
    answers, is_over = [], threading.Event()

    def read():
        reader = Reporter(root.folder)
        while not is_over.is_set():
            try:
                answers.append(reader.get("/en/").status)
            except (AssertionError, OSError) as error:
                answers.append(str(error))

    reading = [threading.Thread(target=read) for _number in range(4)]
    for reader in reading:
        reader.start()
    root.stop("tasks")
    root.run("majubon courier migrate; majubon courier collectstatic --noinput")
    began_at = time.monotonic()
    root.stop("site")
    root.start("site")
    Reporter(root.folder).get("/healthz")
    seconds = time.monotonic() - began_at
    root.start("tasks")
    is_over.set()
    for reader in reading:
        reader.join()
    print(f"    The restart took {seconds:.1f} s; {len(answers)} requests, answers: {set(answers)}.")
    assert set(answers) == {200}


def doctor(root):
    """The installation is checked; there is no mail server, so it finds one thing broken."""
    root.run("majubon courier doctor || true")


REPLACEMENTS = {
    step.__name__: step
    for step in (clock, code, postgresql, services, certificate, nginx, firewall, doctor, upgrade)
}


def main(folder):
    """Run all blocks in order, then publish a story."""
    printed = ""
    with DebianRoot(folder) as root:
        for step, script in blocks():
            if step:
                print(f"\n--- instead of {step}: {REPLACEMENTS[step].__doc__}", flush=True)
                REPLACEMENTS[step](root)
            else:
                print(f"\n--- {script.strip()}", flush=True)
                printed += root.run(script)
        publish(root, re.search(r"https://news\.example(/admin/account/invitation/\S+)", printed)[1])


def blocks():
    """Return [(name of what replaces it or "", script)] of the guide."""
    guide = (HERE / "docs/en/operators.md").read_text(encoding="utf-8")
    return [(step, script) for _how, step, script in BLOCK.findall(guide)]


def publish(root, link):
    """Work at the newsroom through nginx as the first administrator, and read the story with curl."""
    reporter = Reporter(root.folder)
    reporter.choose_password(link)
    print(f"    Uploaded a picture of {reporter.upload_picture():,} bytes.")
    address = f"{SITE}{reporter.publish()}"
    root.run(f"curl --fail --silent --show-error {address} | grep --count '{WORDS}'")  # none: an error
    addresses = root.run(f'majubon courier shell --no-imports -c "{ADDRESSES}"')
    assert "127.0.0.1" in addresses, "The security log has other addresses."
    assert CLAIMED not in addresses, "A header of a browser was believed."
    root.run("majubon courier verify_editions")
    print(f"\nPublished, and read at {address}.")


if __name__ == "__main__":
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        sys.exit("This needs root and debootstrap.")
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory(prefix="newsroom-guide-") as temporary:
            main(Path(temporary))
