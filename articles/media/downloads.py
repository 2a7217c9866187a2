"""Downloads of public files: only from public addresses, with limits on size and time.

URLs may come from untrusted users or sites. The host name is resolved once, all its addresses must be
public, and the connection goes to one of them, even if the name resolves differently later. The same holds
for every redirect.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import BufferedReader, RawIOBase
from threading import Thread
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS_OF_SILENCE = 10  # longest wait for an answer or for more data
SECONDS = 60  # for the whole file, including redirects
MOST_REDIRECTS = 3
PIECE = 65_536  # bytes read at once
PORTS = {"http": 80, "https": 443}
SAFE = "/%:=&?~#+!$,;'@()*[]"  # characters kept in an address besides letters and digits
# Publicly assigned IPv6 networks, and networks that embed IPv4 addresses: RFC 4291, RFC 6052.
IPV6, NAT64 = ipaddress.ip_network("2000::/3"), ipaddress.ip_network("64:ff9b::/96")


class DownloadRefused(Exception):
    """Raised if a file is not downloaded. The message is the reason."""


def download(
    address: str,
    *,
    most: int,
    accept: str = "image/*",
    types: tuple[str, ...] = (),
    is_allowed: Callable[[SplitResult], bool] = lambda _parts: True,
    deadline: float | None = None,
) -> bytes:
    """Return the content of a public file of up to `most` bytes. Raise DownloadRefused.

    types       allowed prefixes of its content type; () for any
    is_allowed  whether an address may be requested; called for the first address and for redirects
    deadline    value of time.monotonic() when the download must be complete; None: SECONDS from now
    """
    deadline = monotonic() + SECONDS if deadline is None else deadline
    for _redirect in range(MOST_REDIRECTS + 1):
        connection = _connection(address, is_allowed, deadline)
        try:
            response = _ask(connection, urlsplit(address), accept)
            if response.status in {301, 302, 303, 307, 308} and (moved := response.getheader("Location")):
                address = urljoin(address, moved)
                continue
            if response.status != 200:
                raise DownloadRefused(f"the server answered {response.status}")
            if types and not response.getheader("Content-Type", "").strip().lower().startswith(types):
                raise DownloadRefused("the server sent another type of file")
            return _read(response, most)
        except (OSError, HTTPException, UnicodeError, ValueError) as error:
            raise DownloadRefused(f"the download failed: {error}") from error
        finally:
            connection.close()
    raise DownloadRefused(f"there are more than {MOST_REDIRECTS} redirects")


def _ask(connection, parts, accept):
    target = quote(parts.path or "/", safe=SAFE)
    target += f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
    connection.request("GET", target, headers={"Accept": accept, "Accept-Encoding": "identity"})
    return connection.getresponse()


def _read(response: HTTPResponse, most):
    pieces, size = [], 0
    while piece := response.read1(PIECE):
        size += len(piece)
        if size > most:
            raise DownloadRefused(f"the file has more than {most / 1_000_000:g} MB")
        pieces.append(piece)
    return b"".join(pieces)


def _connection(address, is_allowed, deadline):
    """Return an unopened connection to a public IP address of the host in a URL. Raise DownloadRefused."""
    try:
        parts = urlsplit(address)
        port, host = parts.port or PORTS.get(parts.scheme), parts.hostname
    except ValueError as error:
        raise DownloadRefused("the address is not valid") from error
    if parts.scheme not in PORTS or port != PORTS[parts.scheme] or not host:
        raise DownloadRefused("only http and https addresses on their default ports are downloaded")
    if not is_allowed(parts):
        raise DownloadRefused(f"the host {host} is not on the list of allowed hosts")
    ip = public_ip(host, port, deadline)
    kind = PinnedConnection if parts.scheme == "http" else PinnedTLSConnection
    return kind(host, port, ip, deadline)


def public_ip(host: str, port: int, deadline: float) -> str:
    """Return an IP address of a host. Raise DownloadRefused if it has none, or any that is not public."""
    try:
        addresses = {info[4][0] for info in _resolve(host, port, deadline)}
        is_public = bool(addresses) and all(map(_is_public, addresses))
    except (OSError, UnicodeError, ValueError) as error:
        raise DownloadRefused(f"the host {host} is unknown") from error
    if not is_public:
        raise DownloadRefused(f"the host {host} is not public")
    return min(addresses, key=lambda ip: (":" in ip, ip))


def _resolve(host, port, deadline):
    """Return the result of getaddrinfo. Raise its errors, or TimeoutError after the deadline.

    It is called in a thread, because it has no time limit itself.
    """
    answers = []

    def resolve():
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.append(error)

    thread = Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(_seconds_left(deadline))
    if not answers:
        raise TimeoutError(f"{host} was not resolved in time")
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0]


def _is_public(ip):
    address = ipaddress.ip_address(ip.partition("%")[0])
    if address.version == 6:
        mapped = address.ipv4_mapped
        if address in NAT64:
            mapped = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if mapped is None and (address not in IPV6 or address.sixtofour or address.teredo):
            return False
        address = mapped or address
    return address.is_global and not address.is_multicast


def _seconds_left(deadline):
    """Return the timeout of the next step in seconds. Raise TimeoutError after the deadline."""
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    return min(left, SECONDS_OF_SILENCE)


class DeadlineReader(RawIOBase):
    """A raw reader of a socket that raises TimeoutError after a deadline, even if data still arrives."""

    def __init__(self, raw, sock, deadline):
        self.raw, self.sock, self.deadline = raw, sock, deadline

    def readable(self):
        return True

    def readinto(self, buffer):
        self.sock.settimeout(_seconds_left(self.deadline))
        return self.raw.readinto(buffer)

    def close(self):
        self.raw.close()
        super().close()


class DeadlineResponse(HTTPResponse):
    """A response whose headers and body must be read before a deadline: see DeadlineReader."""

    def __init__(self, sock, *arguments, deadline, **options):
        super().__init__(sock, *arguments, **options)
        self.fp = BufferedReader(DeadlineReader(self.fp.detach(), sock, deadline))


class PinnedConnection(HTTPConnection):
    """A connection to one IP address of a host, with a deadline."""

    def __init__(self, host, port, ip, deadline):
        super().__init__(host, port, timeout=SECONDS_OF_SILENCE)
        self.ip, self.deadline = ip, deadline
        self.response_class = partial(DeadlineResponse, deadline=deadline)

    def connect(self):
        self.sock = _open_socket(self)


class PinnedTLSConnection(HTTPSConnection):
    """A TLS connection to one IP address of a host, verified against the host name."""

    def __init__(self, host, port, ip, deadline):
        super().__init__(host, port, timeout=SECONDS_OF_SILENCE, context=ssl.create_default_context())
        self.ip, self.deadline = ip, deadline
        self.response_class = partial(DeadlineResponse, deadline=deadline)

    def connect(self):
        plain = _open_socket(self)
        plain.settimeout(_seconds_left(self.deadline))
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


def _open_socket(connection):
    address = connection.ip, connection.port
    return socket.create_connection(address, _seconds_left(connection.deadline))
