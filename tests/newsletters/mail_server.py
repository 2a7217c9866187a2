"""A local mail server that keeps accepted messages and refuses the addresses that a test names."""

import socket
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes, policy
from threading import Event

from aiosmtpd.controller import Controller
from django.test import override_settings

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class Mailbox:
    """The handler of the server.

    refusals    {address: answer to RCPT}, such as "550 unknown"
    texts       answer to the text of each message, "250 OK" if it is accepted
    accepts     number of messages before the server closes the connection without an answer
    """

    def __init__(self):
        self.messages, self.refusals, self.texts, self.accepts = [], {}, "250 OK", None
        self.sender_answer, self.full, self.wanted = "250 OK", Event(), None

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.sender_answer.startswith("250"):
            envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.refusals.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        if self.texts.startswith("250"):
            self.messages.append((envelope.rcpt_tos[0], envelope.content))
        if self.wanted and len(self.messages) >= self.wanted:
            self.full.set()
        if self.accepts is not None and len(self.messages) >= self.accepts:
            self.accepts = None
            server.transport.abort()
        return self.texts

    def wait_for(self, count):
        """Wait until `count` messages have been accepted; return whether they were."""
        self.full.clear()
        self.wanted = count
        return len(self.messages) >= count or self.full.wait(timeout=300)

    @property
    def counts(self):
        """Return a Counter of the addresses that got messages."""
        return Counter(address for address, _content in self.messages)

    def parsed(self, number=0):
        return message_from_bytes(self.messages[number][1], policy=policy.default)


@contextmanager
def mail_server():
    """Run a mail server, send all e-mail of the settings to it, and yield its Mailbox."""
    mailbox = Mailbox()
    place = socket.socket()  # bound until the end, so that no other process takes the port
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind(("127.0.0.1", 0))
    mailbox.port = place.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port, ready_timeout=60)
    controller.start()
    try:
        options = {"host": "127.0.0.1", "port": mailbox.port, "timeout": 30}
        with override_settings(MAILERS={"default": {"BACKEND": BACKEND, "OPTIONS": options}}):
            yield mailbox
    finally:
        controller.stop()
        place.close()
