"""An OpenID Connect provider for tests that logs in one person."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT = {"client_id": "newsroom", "secret": "a secret of the two"}
KEY = "a key of the provider, which nobody checks who asks it itself"


class Provider(BaseHTTPRequestHandler):
    """The four addresses of a provider, as OpenID Connect Core 1.0 and RFC 7636 describe them."""

    def do_GET(self):  # noqa: N802  (named by the library)
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/.well-known/openid-configuration":
            self.answer(self.configuration())
        elif address.path == "/authorize":
            assert asked["client_id"] == CLIENT["client_id"] and "openid" in asked["scope"]
            self.server.challenge = asked["code_challenge"]
            self.send_response(302)
            returned = urlencode({"code": "a code", "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{returned}")
            self.end_headers()
        elif address.path == "/userinfo" and self.headers["Authorization"] == "Bearer an access token":
            self.answer(self.server.person)
        else:
            self.send_error(404)

    def do_POST(self):  # noqa: N802
        posted = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = {name: values[0] for name, values in posted.items()}
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        known = (asked["code"], asked["client_id"], asked["client_secret"], challenge)
        if known != ("a code", *CLIENT.values(), self.server.challenge):
            self.send_error(400)
            return
        claims = {"iss": self.server.url, "aud": CLIENT["client_id"], "exp": time.time() + 60}
        token = jwt.encode(claims | self.server.person, KEY)
        self.answer({"access_token": "an access token", "token_type": "Bearer", "id_token": token})

    def configuration(self):
        url = self.server.url
        return {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "userinfo_endpoint": f"{url}/userinfo",
            "jwks_uri": f"{url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def answer(self, data):
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def provider_of(**person):
    """Run an OpenID provider that logs in one person. Yield the settings that connect the newsroom to it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        server.url = f"http://127.0.0.1:{server.server_port}"
        server.person = {"sub": "1"} | person
        threading.Thread(target=server.serve_forever, daemon=True).start()
        app = {
            "provider_id": "organization",
            "name": "Dalmuri",
            **CLIENT,
            "settings": {"server_url": server.url},
        }
        yield {
            "OIDC_SERVER_URL": server.url,
            "OIDC_NAME": "Dalmuri",
            "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}},
        }
        server.shutdown()
