"""The editor as production serves it: hashed names, DEBUG off, the strict policy."""

import pytest
from django.test.testcases import LiveServerThread

from tests.browser.writing import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.editor_page")]


@pytest.fixture
def production_server(settings, collected_files):
    """Yield the address of a server that serves static files only with WhiteNoise."""
    assert not settings.DEBUG
    settings.STATIC_ROOT, settings.STORAGES = collected_files["STATIC_ROOT"], collected_files["STORAGES"]
    thread = LiveServerThread("localhost", lambda handler: handler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://{thread.host}:{thread.port}"
    thread.terminate()


class TestHashedModules:
    def test_every_module_is_loaded_once_under_a_name_that_is_kept_for_ever(
        self, new_page, production_server
    ):
        page = new_page()
        answers = []
        page.on("response", lambda answer: answers.append(answer))
        desk = Desk(page, "<p>a</p>", address=f"{production_server}/bodies/")
        desk.put_cursor("a")
        desk.type("b")
        assert desk.posted() == "<p>ab</p>"
        scripts = [answer for answer in answers if answer.request.resource_type == "script"]
        assert len(scripts) == len({answer.url for answer in scripts}) > 20
        for answer in scripts:
            assert answer.status == 200
            assert "immutable" in answer.headers["cache-control"], answer.url
        sheets = [answer for answer in answers if answer.request.resource_type == "stylesheet"]
        assert any("css/editor." in answer.url and answer.status == 200 for answer in sheets)
