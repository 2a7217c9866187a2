"""Pictures are downloaded from public addresses alone, in a bounded size and time."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from newsroom.interchange.archive import downloads
from newsroom.interchange.archive.downloads import DownloadRefused, download


class PictureHandler(BaseHTTPRequestHandler):
    """Answers as its path says."""

    def do_GET(self):  # noqa: N802
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("to=")[2])
            self.end_headers()
            return
        self.send_response(404 if self.path == "/none" else 200)
        self.end_headers()
        self.wfile.write(f"{self.headers['Host']} {self.path}".encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def served(monkeypatch):
    """Let the host pictures.example be a server of this machine, as if that were public."""
    server = HTTPServer(("127.0.0.1", 0), PictureHandler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    port = server.server_address[1]
    resolve = downloads.public_ip
    monkeypatch.setitem(downloads.PORTS, "http", port)
    monkeypatch.setattr(
        downloads,
        "public_ip",
        lambda host, at: "127.0.0.1" if host == "pictures.example" else resolve(host, at),
    )
    yield f"http://pictures.example:{port}"
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
    "address",
    [
        *(
            "http://127.0.0.1/",
            "http://10.0.0.1/",
            "http://169.254.169.254/",
            "http://[::1]/",
            "http://0.0.0.0/",
        ),
        *("http://[::ffff:10.0.0.1]/", "http://localhost/", "http://192.168.1.1/", "http://[fe80::1]/"),
        *("ftp://old-harbor.example/", "file:///etc/passwd", "http://old-harbor.example:22/", "http:///x"),
        *("http://[", "http://a:b/", "nothing", ""),
    ],
)
def test_addresses_that_are_not_public_are_not_asked(address, monkeypatch):
    monkeypatch.setattr(downloads.socket, "create_connection", None)
    with pytest.raises(DownloadRefused):
        download(address, most=100)
