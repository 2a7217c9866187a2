"""Reports to Sentry: a traceback and the id of the account, without personal data or texts."""

import json
import logging
import sys
from unittest import mock

import pytest
import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from sentry_sdk.transport import Transport

from newsroom.operations.error_reports import start_error_reports, strip_report
from tests.factories import make_user

WORD = "Geheimsache"  # a word of an unpublished text


class Letterbox(Transport):
    """A transport that stores reports instead of sending them."""

    kept = []

    def capture_envelope(self, envelope):
        self.kept += [item.payload.json for item in envelope.items if item.type == "event"]


@pytest.fixture
def reports():
    """Return the reports of a process that reports its errors."""
    Letterbox.kept = []
    init = sentry_sdk.init
    with mock.patch.object(sentry_sdk, "init", lambda **how: init(**how, transport=Letterbox)):
        start_error_reports("https://key@sentry.example/1")
    yield Letterbox.kept
    sentry_sdk.get_global_scope().set_client(None)


def fail(request):
    typed = request.POST["typed"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (word text CONSTRAINT word_is_unique UNIQUE)")
        for _twice in range(2):
            cursor.execute("INSERT INTO kept VALUES (%s)", [typed])
    return HttpResponse()


urlpatterns = [path("failing/<str:name>/", lambda request, name: fail(request), name="failing")]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
class TestReports:
    def test_of_a_request_tell_route_account_and_traceback_alone(self, reports):
        client, user = Client(raise_request_exception=False), make_user("dana.secret", email="d@example.org")
        client.force_login(user)
        headers = {"user-agent": "Firefox 1", "referer": "https://elsewhere.example/"}
        client.post(f"/failing/{WORD}/?q={WORD}", {"typed": f"{WORD} typed"}, headers=headers)
        assert reports
        text = json.dumps(reports)
        for word in (WORD, "dana", "d@example.org", "Firefox", "elsewhere", "INSERT INTO kept VALUES (%s)'"):
            assert word not in text
        [report] = [one for one in reports if one.get("exception")]
        assert report["user"] == {"id": str(user.pk)}
        assert report["tags"]["route"] == "failing"
        assert report["tags"]["method"] == "POST"
        values = report["exception"]["values"]
        assert values[-1]["type"] == "IntegrityError"
        assert values[-1]["stacktrace"]["frames"]
        assert not any("vars" in frame for value in values for frame in value["stacktrace"]["frames"])

    def test_come_from_the_log_and_wrap_neither_handler_nor_database(self, reports):
        found = set(sentry_sdk.get_client().integrations)
        assert found == {"logging", "excepthook", "atexit", "dedupe"}

    def test_of_a_line_in_the_log_hold_no_values(self, reports):
        logging.getLogger("articles").error("Not saved: %s", IntegrityError(f"Key (word)=({WORD}) exists."))
        [report] = reports
        assert WORD not in json.dumps(report)
        assert report["logentry"]["message"].startswith("Not saved: ")


class TestStripping:
    def test_what_nobody_has_thought_of_is_left_out(self):
        report = {"event_id": "1", "request": {"url": WORD}, "breadcrumbs": {}, "extra": {}, "new": WORD}
        assert strip_report(report, {}) == {"event_id": "1", "tags": {}}

    def test_messages_of_unknown_exceptions_are_left_out(self):
        report = {"exception": {"values": [{"type": "ValueError", "value": WORD}]}}
        [value] = strip_report(report, {})["exception"]["values"]
        assert value["value"] == "(values omitted)"


def test_without_the_package_says_what_to_install():
    with (
        mock.patch.dict(sys.modules, sentry_sdk=None),
        pytest.raises(ImproperlyConfigured, match="pip install"),
    ):
        start_error_reports("https://key@sentry.example/1")
