"""Lines of the log in JSON name the request and the account, and have no other data of either."""

import io
import json
import logging
from unittest import mock

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from newsroom import logs
from newsroom.logs import FaultHandler, JsonFormatter, RequestLogMiddleware, request_facts, request_id
from tests.factories import make_user


def fail(request, token):
    raise ValueError


urlpatterns = [
    path("failing/<str:token>/", fail, name="failing"),
    path("kept/", lambda request: HttpResponse("x", headers={"Cache-Control": "public"}), name="kept"),
    path("seen/", lambda request: HttpResponse(str(request.user)), name="seen"),
]


@pytest.fixture
def log():
    """Return a function that returns the log lines of requests as JSON data."""
    handler = FaultHandler(io.StringIO())
    handler.setFormatter(JsonFormatter())
    loggers = [logging.getLogger("newsroom.request_log"), logging.getLogger("django.request")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
class TestRequests:
    def test_line_names_account_and_route_and_nothing_of_the_person(self, log):
        client, user = Client(), make_user("dana.secret", email="dana@example.org")
        client.force_login(user)
        response = client.get("/seen/?q=hush", headers={"user-agent": "Firefox"}, REMOTE_ADDR="203.0.113.9")
        [line] = log()
        assert line.pop("time").endswith("+00:00")
        assert line.pop("milliseconds") >= 0
        assert line == {
            "level": "INFO",
            "logger": "newsroom.request_log",
            "message": "Request answered.",
            "request": response["X-Request-ID"],
            "method": "GET",
            "route": "seen",
            "user": user.pk,
            "status": 200,
        }

    def test_error_has_the_id_of_its_request_and_no_path(self, log):
        response = Client(raise_request_exception=False).get("/failing/token-of-a-preview/")
        error, answered = log()
        assert (error["message"], error["route"]) == ("Internal Server Error", "failing")
        assert "ValueError" in error["exception"]
        assert error["request"] == answered["request"] == response["X-Request-ID"]
        assert answered["status"] == 500
        assert "token-of" not in json.dumps([error, answered])

    def test_number_of_a_repeated_fault_belongs_to_no_request(self, log):
        client = Client(raise_request_exception=False)
        with mock.patch("newsroom.logs.INTERVAL", 60):
            for _again in range(3):
                client.get("/failing/x/")
        with mock.patch("newsroom.logs.INTERVAL", -1):
            client.get("/seen/")
        [line] = [line for line in log() if "repeated" in line]
        assert line["repeated"] == 2
        assert "request" not in line

    def test_page_for_everybody_has_no_id(self, log):
        assert "X-Request-ID" not in Client().get("/kept/")
        assert len(log()) == 1

    def test_outside_of_a_request_there_are_no_facts(self, log):
        Client().get("/seen/")
        assert request_facts() == {}


class TestIds:
    def ask(self, given):
        return request_id(RequestFactory().get("/", headers={"x-request-id": given}))

    @pytest.mark.parametrize("given", ["4bf92f3577b34da6-1", "a.b_c"])
    def test_of_our_own_proxy_are_kept(self, given):
        with override_settings(BEHIND_PROXY=True):
            assert self.ask(given) == given

    def test_of_anybody_else_are_made(self):
        with override_settings(BEHIND_PROXY=False):
            assert self.ask("given") != "given"
            assert self.ask("given") != self.ask("given")

    @pytest.mark.parametrize("given", ["", "a b", "x" * 65, 'a"}{'])
    def test_that_are_no_ids_are_made(self, given):
        with override_settings(BEHIND_PROXY=True):
            assert len(self.ask(given)) == 16

    def test_are_forgotten_when_a_view_fails(self):
        middleware = RequestLogMiddleware(mock.Mock(side_effect=ValueError))
        with pytest.raises(ValueError):
            middleware(RequestFactory().get("/"))
        assert request_facts() == {}


class TestFormat:
    def test_is_one_line_of_ascii(self):
        record = logging.LogRecord("articles", logging.WARNING, "", 0, "줄\n%s", ("two",), None)
        text = JsonFormatter().format(record)
        assert text.isascii()
        assert "\n" not in text
        assert json.loads(text)["message"] == "줄\ntwo"

    def test_of_the_server_is_that_of_the_newsroom(self, monkeypatch):
        from gunicorn.config import Config

        from newsroom.gunicorn_config import ErrorLogger

        monkeypatch.setenv("LOG_FORMAT", "json")
        with mock.patch.object(logging.getLogger("gunicorn.error"), "handlers", []) as handlers:
            ErrorLogger(Config())
            assert isinstance(handlers[0].formatter, logs.JsonFormatter)
