"""A local server with faults for DeepL's v2/translate and OpenAI's chat/completions."""

import json
import re
import threading
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KOREAN = "항구가 문을 열었다"
TAG = re.compile(r"(<[^>]*>|⟨[^⟩]*⟩)")
NO_ENGINE = {
    "engine": "",
    "address": "",
    "model": "",
    "key": "",
    "prompt": "",
    "country": "",
    "consent": "published",
    "price": Decimal(0),
    "input_price": Decimal(0),
    "output_price": Decimal(0),
    "currency": "EUR",
    "monthly_limit": Decimal(0),
    "timeout": 5.0,
}
KEY = "a-secret-key-of-the-engine"


def engine_settings(engine, address, **changed):
    """Return MACHINE_TRANSLATION for an engine.

    Prices are 20 EUR a million characters, or 2 and 10 EUR a million tokens.
    """
    prices = (
        {"price": Decimal(20)}
        if engine == "deepl"
        else {"input_price": Decimal(2), "output_price": Decimal(10)}
    )
    named = {"engine": engine, "address": address, "model": "" if engine == "deepl" else "quay-1", "key": KEY}
    return NO_ENGINE | named | prices | {"country": "DE", "monthly_limit": Decimal(5)} | changed


def in_korean(text):
    """Return a text with each word replaced; tags and figures stay."""
    parts = TAG.split(text)
    return "".join(part if n % 2 or not part.strip() else korean_words(part) for n, part in enumerate(parts))


def korean_words(part):
    figures = " ".join(re.findall(r"\d+", part))
    return f"{KOREAN} {figures}".strip()


def status(code, body="{}", **headers):
    """Return a fault that answers with a status."""
    return lambda handler: handler.answer(
        code, body.encode(), {k.replace("_", "-"): v for k, v in headers.items()}
    )


def hang(handler):
    handler.server.ended.wait(20)


def drip(handler):
    """Send a body letter by letter, each within the time limit."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    while not handler.server.ended.wait(0.05):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return


def break_off(handler):
    """Close the connection in the middle of the body."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices"')


class EngineHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls.append(body)
        self.server.keys.append(self.headers.get("Authorization"))
        fault = self.server.faults.pop(0) if self.server.faults else None
        if fault:
            fault(self)
        elif self.path == "/v2/translate":
            self.answer_json(self.deepl(body))
        elif self.path == "/v1/chat/completions":
            self.answer_json(self.chat(body))
        else:
            self.answer(404, b"{}")

    def deepl(self, body):
        texts = [{"text": self.server.translate(one), "billed_characters": len(one)} for one in body["text"]]
        return {"translations": [one | {"detected_source_language": "EN"} for one in texts]}

    def chat(self, body):
        asked = json.loads(body["messages"][1]["content"])["segments"]
        found = [{"id": one["id"], "text": self.server.translate(one["text"])} for one in asked]
        content = json.dumps({"translations": self.server.change(found)})
        choice = {"message": {"content": content}, "finish_reason": "stop"}
        return {"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 50}}

    def answer_json(self, found):
        self.answer(200, json.dumps(found).encode())

    def answer(self, code, body, headers=()):
        self.send_response(code)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class EngineServer(ThreadingHTTPServer):
    """A translation engine.

    calls      request bodies
    keys       their headers with the key
    faults     functions that answer the next requests instead
    translate  returns the translation of a text
    change     changes the list in the answer of a chat
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), EngineHandler)
        self.calls, self.keys, self.faults, self.ended = [], [], [], threading.Event()
        self.translate, self.change = in_korean, lambda found: found

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Ignore clients that close the connection."""


@contextmanager
def engine_server():
    """Yield a running EngineServer."""
    server = EngineServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
