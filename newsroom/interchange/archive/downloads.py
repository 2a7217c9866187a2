"""Downloads of public files: from public addresses alone, of limited size, within a limited time.

An archive may name any address. The name of its host is resolved once, each address that it has must be
public, and the connection goes to one of these: what the name means afterwards does not count.
"""

import ipaddress
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from urllib.parse import quote, urljoin, urlsplit

SECONDS_OF_SILENCE = 10
SECONDS = 60  # for the whole of a file
MOST_REDIRECTS = 3
PIECE = 65_536  # bytes
PORTS = {"http": 80, "https": 443}
SAFE = "/%:=&?~#+!$,;'@()*[]"  # what an address may hold beside letters and digits


class DownloadRefused(Exception):
    """A file that is not downloaded; the message is the reason."""


def download(address: str, *, most: int) -> bytes:
    """Return the content of a public file of up to `most` bytes. Raise DownloadRefused."""
    deadline = monotonic() + SECONDS
    for _redirect in range(MOST_REDIRECTS + 1):
        connection = _connection(address)
        try:
            parts = urlsplit(address)
            target = quote(parts.path or "/", safe=SAFE)
            target += f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
            connection.request("GET", target, headers={"Accept": "image/*", "Accept-Encoding": "identity"})
            response = connection.getresponse()
            if response.status in {301, 302, 303, 307, 308} and (moved := response.getheader("Location")):
                address = urljoin(address, moved)
                continue
            if response.status != 200:
                raise DownloadRefused(f"the server answered {response.status}")
            return _read(response, most, deadline)
        except (OSError, HTTPException, UnicodeError) as error:
            raise DownloadRefused(f"the download failed: {error}") from error
        finally:
            connection.close()
    raise DownloadRefused(f"there are more than {MOST_REDIRECTS} redirects")


def _read(response: HTTPResponse, most, deadline):
    pieces, size = [], 0
    while piece := response.read1(PIECE):
        size += len(piece)
        if size > most:
            raise DownloadRefused(f"the file has more than {most // 1_000_000} MB")
        if monotonic() > deadline:
            raise DownloadRefused(f"the download took more than {SECONDS} s")
        pieces.append(piece)
    return b"".join(pieces)


def _connection(address):
    """Return a connection, not open yet, to a public address of the host that an address names."""
    try:
        parts = urlsplit(address)
        port, host = parts.port or PORTS.get(parts.scheme), parts.hostname
    except ValueError as error:
        raise DownloadRefused("the address is not valid") from error
    if parts.scheme not in PORTS or port != PORTS[parts.scheme] or not host:
        raise DownloadRefused("only addresses with http or https, on their own ports, are downloaded")
    ip = public_ip(host, port)
    if parts.scheme == "http":
        return PinnedConnection(host, port, ip)
    return PinnedTLSConnection(host, port, ip)


def public_ip(host: str, port: int) -> str:
    """Return an IP address of a host. Raise DownloadRefused if it has none, or one that is not public."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise DownloadRefused(f"the host {host} is not known") from error
    if not all(_is_public(ip) for ip in found):
        raise DownloadRefused(f"the host {host} is not public")
    return min(found, key=lambda ip: (":" in ip, ip))


def _is_public(ip):
    address = ipaddress.ip_address(ip.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_global and not address.is_multicast


class PinnedConnection(HTTPConnection):
    """A connection to one IP address of a host."""

    def __init__(self, host, port, ip):
        super().__init__(host, port, timeout=SECONDS_OF_SILENCE)
        self.ip = ip

    def connect(self):
        self.sock = socket.create_connection((self.ip, self.port), self.timeout)


class PinnedTLSConnection(HTTPSConnection):
    """A connection with TLS to one IP address of a host, whose certificate must be that of the host."""

    def __init__(self, host, port, ip):
        super().__init__(host, port, timeout=SECONDS_OF_SILENCE, context=ssl.create_default_context())
        self.ip = ip

    def connect(self):
        plain = socket.create_connection((self.ip, self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
