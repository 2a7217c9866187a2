"""A mail server and a CDN of the drills' own, which keep what they are sent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler


class Sink(socketserver.ThreadingTCPServer):
    """A server on a port of its own: how many connections it had, and what it was sent."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, dialogue: type[socketserver.BaseRequestHandler]):
        super().__init__(("127.0.0.1", 0), dialogue)
        self.port, self.connections, self.received = self.server_address[1], 0, []

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)

    @contextmanager
    def listening(self) -> Iterator["Sink"]:
        """Listen until the block ends."""
        threading.Thread(target=self.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()


class MailDialogue(socketserver.StreamRequestHandler):
    """SMTP as far as Django speaks it: every e-mail is accepted."""

    def handle(self):
        self._say("220 newsroom-drill")
        while line := self.rfile.readline():
            command = line.strip().upper()
            if command == b"DATA":
                self._say("354 Go on.")
                self.server.received.append(self._read_mail())
            self._say("221 Until then." if command == b"QUIT" else "250 Fine.")
            if command == b"QUIT":
                return

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def _read_mail(self) -> EmailMessage:
        lines = iter(self.rfile.readline, b".\r\n")
        return message_from_bytes(b"".join(lines), policy=policy.default)


class CdnDialogue(BaseHTTPRequestHandler):
    """HTTP as far as a CDN is told of changes."""

    def do_PURGE(self):  # noqa: N802
        self.server.received.append(dict(self.headers))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words):
        """Say nothing on the terminal."""
