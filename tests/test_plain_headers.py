"""Security headers of probes, metrics and static files, for every status."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from newsroom import settings as production
from newsroom.operations.probes import ProbeMiddleware
from newsroom.static_files import StaticFilesMiddleware

TOKEN = "a-token-for-metrics-0123456789-abcdefgh"
SECURE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
HTTPS = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
}
pytestmark = pytest.mark.django_db


def require_headers(response, *, is_secure=True):
    expected = SECURE | ({} if is_secure else {"Strict-Transport-Security": None})
    assert {name: response.headers.get(name) for name in expected} == expected
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "camera=()" in response.headers["Permissions-Policy"]


class TestProbes:
    @pytest.fixture(autouse=True)
    def served(self):
        with override_settings(METRICS_TOKEN=TOKEN, **HTTPS):
            yield

    @pytest.fixture(params=["get", "head"])
    def ask(self, request):
        return getattr(Client(headers={"host": "10.0.0.7"}), request.param)

    def paths(self):
        found = list(ProbeMiddleware(None).probes)
        assert found == ["/healthz", "/readyz", "/metrics"]
        return found

    def test_answers_have_them_in_plain_http_and_by_https(self, ask):
        for path in self.paths():
            for is_secure in (False, True):
                response = ask(path, secure=is_secure)
                assert response.status_code in {200, 401, 503}, path
                assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
                require_headers(response, is_secure=is_secure)

    def test_metrics_with_the_token_have_them(self, ask):
        response = ask("/metrics", secure=True, headers={"authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200
        require_headers(response)

    def test_other_addresses_are_led_to_https(self):
        for path in ("/en/", "/healthz/", "/readyzz", "/static/css/site.css"):
            assert Client().get(path).status_code == 301, path


class TestStaticFiles:
    @pytest.fixture
    def collected(self, settings, tmp_path):
        """Collect the static files and return their addresses."""
        settings.STATIC_ROOT = tmp_path
        settings.STORAGES = settings.STORAGES | {"staticfiles": production.STORAGES["staticfiles"]}
        for name, value in HTTPS.items():
            setattr(settings, name, value)
        call_command("collectstatic", interactive=False, verbosity=0)
        found = sorted(StaticFilesMiddleware(None).files)
        assert len(found) > 200
        return found

    def test_each_has_them_whatever_is_asked(self, collected):
        client = Client(headers={"host": settings.ALLOWED_HOSTS[0].lstrip(".")})
        for path in collected:
            response = client.get(path, secure=True)
            assert response.status_code == 200
            assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            require_headers(response)
        tag = {"If-None-Match": response.headers["ETag"]}
        for status, answer in (
            (200, client.head(path, secure=True)),
            (304, client.get(path, secure=True, headers=tag)),
            (206, client.get(path, secure=True, headers={"Range": "bytes=0-1"})),
            (416, client.get(path, secure=True, headers={"Range": "bytes=99999999-"})),
            (405, client.post(path, secure=True)),
            (200, client.get(path, secure=True, headers={"Accept-Encoding": "gzip"})),
        ):
            assert answer.status_code == status
            require_headers(answer)
