"""Files are downloaded only from public addresses, with limits of size and time."""

import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import pytest

from articles.media import downloads
from articles.media.downloads import DownloadRefused, download


class PictureHandler(BaseHTTPRequestHandler):
    """Answers according to the path. A request for /leak reached an internal address."""

    leaks = []
    gone = threading.Event()

    def do_GET(self):  # noqa: N802
        if self.path.startswith(("/slow", "/silent", "/continues")):
            with suppress(OSError):
                self.dawdle()
            return
        if self.path == "/leak":
            self.leaks.append(self.headers["Host"])
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("to=")[2])
            self.end_headers()
            return
        self.send_response(404 if self.path == "/none" else 200)
        self.end_headers()
        self.wfile.write(f"{self.headers['Host']} {self.path}".encode())

    def dawdle(self):
        """Send a part again and again without end; /silent sends nothing."""
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" if self.path == "/slow-body" else b""
        self.wfile.write(head)
        piece = {"/slow-lines": b"a", "/slow-body": b"b", "/silent": b""}
        while not self.gone.wait(0.02):
            self.wfile.write(piece.get(self.path, b"HTTP/1.1 100 Continue\r\n\r\n"))

    def log_message(self, *arguments):
        pass


@pytest.fixture
def served(monkeypatch):
    """Serve the host pictures.example by a local server that counts as public."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), PictureHandler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    port = server.server_address[1]
    resolve = downloads.public_ip
    monkeypatch.setitem(downloads.PORTS, "http", port)
    monkeypatch.setattr(
        downloads,
        "public_ip",
        lambda host, *rest: "127.0.0.1" if host == "pictures.example" else resolve(host, *rest),
    )
    PictureHandler.leaks.clear()
    PictureHandler.gone.clear()
    yield f"http://pictures.example:{port}"
    PictureHandler.gone.set()
    server.shutdown()


def test_a_file_comes_from_the_pinned_address_under_the_name_of_its_host(served):
    assert download(f"{served}/a%20b.jpg?x=1", most=100) == f"{served[7:]} /a%20b.jpg?x=1".encode()


def test_a_name_in_hangul_is_encoded(served):
    assert b"/%EB%B0%B0.jpg" in download(f"{served}/배.jpg", most=100)


def test_redirects_are_followed_and_checked_anew(served):
    assert b"/b.jpg" in download(f"{served}/moved?to=/b.jpg", most=100)
    with pytest.raises(DownloadRefused, match="not public"):
        download(f"{served}/moved?to=http://127.0.0.1:{served.rpartition(':')[2]}/", most=100)
    with pytest.raises(DownloadRefused, match="redirects"):
        download(f"{served}/moved?to=/moved?to=/moved?to=/moved?to=/moved?to=/moved", most=100)


@pytest.mark.parametrize(
    ("path", "most", "message"), [("/none", 100, "answered 404"), ("/a.jpg", 5, "more than")]
)
def test_refused_answers(served, path, most, message):
    with pytest.raises(DownloadRefused, match=message):
        download(served + path, most=most)


@pytest.mark.parametrize(
    ("path", "types"), [("/page.html", ("image/",)), ("/gone-to?to=/a.jpg", ("application/json",))]
)
def test_files_of_another_type_are_refused(served, path, types):
    with pytest.raises(DownloadRefused, match="another type"):
        download(served + path, most=100, types=types)


def test_hosts_that_may_not_be_asked_are_refused_also_in_a_redirect(served):
    seen = []

    def is_allowed(parts):
        seen.append(parts.path)
        return parts.path != "/other"

    with pytest.raises(DownloadRefused, match="list of allowed hosts"):
        download(f"{served}/moved?to=/other", most=100, is_allowed=is_allowed)
    assert seen == ["/moved", "/other"]


@pytest.mark.parametrize("path", ["/slow-lines", "/slow-body", "/silent", "/continues"])
def test_server_that_is_slow_on_purpose_is_given_up_in_time(served, path):
    start = monotonic()
    with pytest.raises(DownloadRefused, match="failed"):
        download(served + path, most=1_000_000, deadline=start + 0.5)
    assert monotonic() - start < 5


# Forms of local and internal addresses, as attackers write them.
PRIVATE = """
    127.0.0.1 127.1 2130706433 0x7f.0.0.1 017700000001 0 0.0.0.0 127.0.0.1. 10.0.0.1 172.16.0.1 172.31.255.255
    192.168.1.1 100.64.0.1 169.254.169.254 198.18.0.1 192.0.2.1 224.0.0.1 240.0.0.1 255.255.255.255
    [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::]
    [2001:0:7f00:1::]
    [fe80::1] [fe80::1%25lo] [fec0::1] [fc00::1] [fd00::1] [ff02::1] [2001:db8::1] [64:ff9b:1::1]
    [fd00:ec2::254]
    localhost localhost. LOCALHOST ①②⑦.0.0.1 user@127.0.0.1 a.example@[::1]
""".split()
OTHERS = [
    *(
        "ftp://old-harbor.example/",
        "file:///etc/passwd",
        "http://old-harbor.example:22/",
        "http:///x",
        "http://[",
    ),
    *("http://a:b/", "nothing", "", "gopher://127.0.0.1/", "http://127.0.0.1\\@a.example/", "//127.0.0.1/"),
    *("http://a.example:99999/", "http://\r\nHost: a/", "http://" + "a" * 300, "http://.", "http://a..b/"),
]
PUBLIC, INNER = "93.184.215.14", "127.0.0.1"


@pytest.fixture
def listener(monkeypatch):
    """Listen at a local port for both schemes. Fails if a connection arrives."""
    server = socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True)
    server.setblocking(False)
    for scheme in ("http", "https"):
        monkeypatch.setitem(downloads.PORTS, scheme, server.getsockname()[1])
    yield server
    with pytest.raises(BlockingIOError):
        server.accept()
    server.close()


@pytest.fixture
def names(monkeypatch):
    """Return the answers of a resolver: {name: [[IP address, …], …]}. Each lookup takes the next."""
    answers, resolve = {}, socket.getaddrinfo

    def answer(host, port, *rest, **options):
        if host not in answers:
            return resolve(host, port, *rest, **options)
        found = answers[host].pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return answers


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", PRIVATE)
def test_nothing_inside_is_asked(listener, scheme, host):
    for address in (f"{scheme}://{host}/", f"{scheme}://{host}:{listener.getsockname()[1]}/a"):
        with pytest.raises(DownloadRefused):
            download(address, most=100)


@pytest.mark.parametrize("address", OTHERS)
def test_addresses_that_are_none_are_not_asked(listener, address):
    with pytest.raises(DownloadRefused):
        download(address, most=100)


@pytest.mark.parametrize(
    "found", [[INNER], [PUBLIC, INNER], [INNER, PUBLIC], [PUBLIC, "::1"], ["::ffff:127.0.0.1", PUBLIC], []]
)
def test_name_of_which_one_address_is_inside_is_not_asked(listener, names, found):
    names["a.example"] = [found]
    with pytest.raises(DownloadRefused, match="not public"):
        download("https://a.example/", most=100)


def test_name_that_means_something_else_afterwards_is_asked_at_the_address_that_was_checked(
    listener, names, monkeypatch
):
    asked = []

    def connect(address, *_rest):
        asked.append(address[0])
        raise OSError("no network here")

    monkeypatch.setattr(downloads.socket, "create_connection", connect)
    names["a.example"] = [[PUBLIC], [INNER]]
    with pytest.raises(DownloadRefused, match="no network here"):
        download("https://a.example/", most=100)
    assert asked == [PUBLIC]
    assert names["a.example"] == [[INNER]]  # the second answer was never requested


@pytest.mark.parametrize("host", PRIVATE)
def test_redirects_do_not_lead_inside(served, host):
    port = served.rpartition(":")[2]
    with pytest.raises(DownloadRefused, match="not|valid|unknown"):
        download(f"{served}/moved?to=http://{host}:{port}/leak", most=100)
    assert PictureHandler.leaks == []


def test_name_that_is_not_resolved_is_given_up_in_time(monkeypatch):
    hangs = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_all, **_options: hangs.wait(20))
    start = monotonic()
    with pytest.raises(DownloadRefused, match="unknown"):
        download("https://a.example/", most=100, deadline=start + 0.2)
    hangs.set()
    assert monotonic() - start < 5
