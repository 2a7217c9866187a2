"""Run the commands of docs/en/operators.md on an empty Debian: `python -m tools.operators_guide [FOLDER]`.

Needs root, debootstrap and the ports 80 and 443. Debian is installed into FOLDER and stays there; by default,
the folder is temporary. It has no systemd, no public name and no firewall. A block of the guide that needs
one of them names a function of this module, which runs instead and whose docstring describes the difference.
"""

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from functools import partial
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPSHandler

from PIL import Image

from tests.articles.admin.forms import ADD
from tools.drills.browser import Browser, File, Page, words_of

MIRROR = "http://deb.debian.org/debian"
# Environment variables that apt and pip need behind a proxy.
PASSED_ON = ("PIP_INDEX_URL", "PIP_DEFAULT_TIMEOUT", "http_proxy", "https_proxy")
MOUNTED = (("proc", "proc"), ("devpts", "dev/pts"), ("tmpfs", "dev/shm"), ("tmpfs", "run"))
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NAME = "courier"
HERE = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```sh (run|elsewhere (\w+))\n(.*?)^```", re.M | re.S)
SIGNING = """
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
SITE = "https://news.example"
CERTIFICATE = "etc/letsencrypt/live/news.example/fullchain.pem"
PASSWORD = "a harbor of many words"
CLAIMED = "203.0.113.9"  # an address that a browser may claim to come from
WORDS = "The second gate opened on Monday."


class DebianRoot:
    """A Debian root in a folder, with the processes that were started in it."""

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
        """Run shell lines as root. Print and return their output. Raise CalledProcessError if they fail."""
        command: list[str | Path] = ["chroot", self.folder, "sh", "-euc", script]
        ran = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        print(ran.stdout, end="", flush=True)
        ran.check_returncode()
        return ran.stdout

    def hold_socket(self) -> None:
        """Open the socket of the newsroom as its socket unit does: only nginx may use it."""
        path = self.folder / f"run/majubon/{NAME}.sock"
        path.parent.mkdir(exist_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(512)
        self.run(f"chown www-data:root /run/majubon/{NAME}.sock; chmod 0600 /run/majubon/{NAME}.sock")

    def start(self, unit: str) -> None:
        """Start a service with the command, user and environment file of its unit, without its hardening."""
        text = (self.folder / f"etc/systemd/system/majubon-{unit}@.service").read_text()
        command = first_match(r"^ExecStart=(.+)$", text)[1].replace("%i", NAME)
        lines = (self.folder / f"etc/majubon/{NAME}.env").read_text().splitlines()
        variables = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        script = f"cd /srv/majubon; umask 0027; exec {command}"
        handed: tuple[int, ...] = ()
        if unit == "site":  # gunicorn checks that the socket is meant for its own process
            handed = (self.listener.fileno(),)
            script = f"export LISTEN_PID=$$ LISTEN_FDS=1; {script} 3<&{handed[0]}"
        user = f"majubon-{NAME}"
        chroot: list[str | Path] = ["chroot", f"--userspec={user}:{user}", self.folder, "bash", "-c", script]
        environment = {"PATH": PATH, "LANG": "C.UTF-8", "HOME": "/nonexistent"} | variables
        self.processes[unit] = subprocess.Popen(chroot, env=environment, pass_fds=handed)

    def stop(self, unit: str) -> None:
        process = self.processes.pop(unit)
        process.send_signal(signal.SIGTERM)
        process.wait(60)


class LocalConnection(http.client.HTTPSConnection):
    """A connection to this machine for any host name."""

    def connect(self):
        here = socket.create_connection(("127.0.0.1", 443), timeout=60)
        self.sock = self._context.wrap_socket(here, server_hostname=self.host)


class LocalHandler(HTTPSHandler):
    def https_open(self, request):
        return self.do_open(partial(LocalConnection, context=self._context), request)


class Reporter(Browser):
    """A user with their own browser. A refused request raises AssertionError."""

    def __init__(self, root: Path):
        context = ssl.create_default_context(cafile=str(root / CERTIFICATE))
        super().__init__(SITE, LocalHandler(context=context))

    def send(self, path: str, body: bytes | None, headers: dict) -> Page:
        claims = {"X-Forwarded-For": CLAIMED, "X-Forwarded-Proto": "http"}
        try:
            return super().send(path, body, headers | claims)
        except HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {words_of(error.read())}") from None

    def choose_password(self, link: str) -> None:
        """Open the link for the first administrator and set a password."""
        page = self.get(link)
        token = first_match(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
        fields = {"new_password1": PASSWORD, "new_password2": PASSWORD, "csrfmiddlewaretoken": token}
        assert self.post(link, fields).url == f"{SITE}/admin/", "The link did not log in."

    def upload_picture(self) -> int:
        """Upload a picture that nginx refuses with its default settings. Return its size in bytes."""
        data = BytesIO()
        Image.effect_noise((1400, 1100), 90).save(data, "PNG")
        address = "/admin/articles/image/add/"
        fields = self.get(address).form("image_form").data("_save", alt_en="Noise")
        page = self.post(address, fields, File("file", "noise.png", "image/png", data.getvalue()))
        assert page.url.endswith("/admin/articles/image/"), page.url
        return len(data.getvalue())

    def publish(self) -> str:
        """Write, approve and publish a story. Return its address."""
        section = self.get("/admin/articles/section/add/").form("section_form")
        self.post(
            "/admin/articles/section/add/", section.data("_save", name_en="News", name_ko="뉴스", slug="news")
        )
        form = self.get(ADD).form("article_form")
        [number] = form.form.xpath(".//select[@name='section']/option[normalize-space()='News']/@value")
        texts = {"title_en": "Harbor opens a gate", "summary_en": WORDS, "body_en": f"<p>{WORDS}</p>"}
        page = self.post(ADD, form.data("_continue", section=number, **texts))
        story = first_match(r"/admin/articles/article/(\d+)/", page.url)[0]
        for action in ("submit", "approve-alone", "publish"):
            self.act(story, action)
        front = self.get("/en/").content.decode()
        return first_match(r'href="(/en/[^"]*harbor-opens-a-gate[^"]*)"', front)[1]


def first_match(pattern: str, text: str) -> re.Match[str]:
    """Return the first match of a pattern in a text, where ^ and $ match at each line."""
    match = re.search(pattern, text, re.MULTILINE)
    assert match, f"{pattern} matches nothing."
    return match


def clock(_root):
    """The clock of this machine is used."""


def code(root):
    """The committed state of this checkout is used."""
    (root.folder / "srv/majubon").mkdir(parents=True, exist_ok=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=HERE, stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["tar", "-x", "-C", root.folder / "srv/majubon"], input=archive, check=True)


def postgresql(root):
    """PostgreSQL is started with its own command."""
    root.run("pg_ctlcluster 17 main start")


def services(root):
    """This script opens the socket and starts the services; the timer is not tested."""
    root.hold_socket()
    root.start("site")
    root.start("tasks")


def backup(root):
    """The service makes a backup; the timer is not tested."""
    root.start("backup")
    assert root.processes.pop("backup").wait(120) == 0, "The backup failed."
    root.run(f"test -s /var/backups/majubon/{NAME}/*/manifest.json")


def certificate(root):
    """A self-signed certificate is used, which this Debian trusts."""
    root.run(SIGNING)


def nginx(root):
    """nginx is started with its own command."""
    root.run("nginx")


def firewall(_root):
    """No firewall is set up."""


def upgrade(root):
    """The same version is installed again, while four readers request a page repeatedly."""
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
    """The installation is checked. One failure is expected, because there is no mail server."""
    root.run("majubon courier doctor || true")


REPLACEMENTS = {
    step.__name__: step
    for step in (clock, code, postgresql, services, backup, certificate, nginx, firewall, doctor, upgrade)
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
    """Return [(name of the replacement or "", script)] for the blocks of the guide."""
    guide = (HERE / "docs/en/operators.md").read_text(encoding="utf-8")
    return [(step, script) for _how, step, script in BLOCK.findall(guide)]


def publish(root, link):
    """Publish a story through nginx as the first administrator, and read it with curl."""
    reporter = Reporter(root.folder)
    reporter.choose_password(link)
    print(f"    Uploaded a picture of {reporter.upload_picture():,} bytes.")
    address = f"{SITE}{reporter.publish()}"
    root.run(f"curl --fail --silent --show-error {address} | grep --count '{WORDS}'")  # no match is an error
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
