"""No address of readers or of the desk answers 500 while the database is away."""

import json
import logging

import pytest
from django.db import ProgrammingError
from django.test import Client
from lxml import html

from tests.factories import make_author, make_published, make_user
from tests.outages import READ_ONLY, caused_by, database_away

PAGES = ["/en/", "/en/search/?q=harbor", "/en/articles/12/harbor/", "/en/nowhere/", "/en/corrections/"]
FILES = ["/en/feed.xml", "/en/feed.json", "/sitemap.xml", "/media/a.jpg", "/checksums.json"]
BROWSER = {"accept": "text/html,*/*"}
EN, KO = "We will be back shortly", "곧 다시 찾아뵙겠습니다"

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_answered_503_in_both_languages(reader, address):
    with database_away():
        response = reader.get(address, headers=BROWSER)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (
        503,
        "30",
        "no-store",
    )
    page = html.fromstring(response.content.decode())
    assert [one.get("lang") for one in page.xpath("//section")] == ["en", "ko"]
    assert [one.text for one in page.xpath("//h1 | //h2")] == [EN, KO]
    assert page.xpath("//section/p/a/@href") == [address, address]


def test_the_language_of_the_address_comes_first(reader):
    with database_away():
        page = html.fromstring(reader.get("/ko/", headers=BROWSER).content.decode())
    assert [one.text for one in page.xpath("//h1 | //h2")] == [KO, EN]
    assert page.get("lang") == "ko"


@pytest.mark.parametrize("address", FILES)
def test_a_feed_or_a_file_is_answered_in_plain_text(reader, address):
    with database_away():
        response = reader.get(address, headers=BROWSER)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "다시 시도해" in response.content.decode()


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_head_is_answered_without_a_body(reader, address):
    with database_away():
        response = reader.head(address, headers=BROWSER)
    assert (response.status_code, response.content) == (503, b"")


def test_a_session_that_cannot_be_read_is_no_error_of_ours(reader):
    reader.force_login(make_user())
    with database_away():
        assert reader.get("/en/?at=2026-11-25T09:00", headers=BROWSER).status_code == 503
        page = reader.get("/admin/", headers=BROWSER | {"accept-language": "ko"})
    assert page.status_code == 503
    assert "지금은 데이터베이스에 연결할 수 없습니다" in page.content.decode()


@pytest.mark.parametrize("error", [READ_ONLY, None], ids=["read only", "refused"])
def test_what_was_typed_can_be_sent_again(reader, error):
    reader.force_login(make_user())
    author = make_author()
    address = f"/admin/articles/author/{author.pk}/change/"
    posted = {"name_en": "Bora <Quay>\n2", "name_ko": "보라", "slug": author.slug}
    with database_away(error) if error else database_away():
        response = reader.post(address, posted, headers=BROWSER | {"origin": "http://testserver"})
    assert response.status_code == 503
    form = html.fromstring(response.content.decode()).forms[0]
    assert form.action == address
    sent = {one.name: one.value.removeprefix("\n") for one in form.xpath(".//textarea")}
    assert sent == posted
    assert "Bora &lt;Quay&gt;" in response.content.decode()


def test_another_site_gets_no_button_that_sends_its_form(reader):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(make_user())
    with database_away():
        response = strict.post("/admin/articles/author/add/", {"name_en": "Evil"}, headers=BROWSER)
    assert b"Evil" not in response.content


def test_a_script_of_the_desk_is_told_in_json(reader):
    reader.force_login(make_user())
    with database_away():
        response = reader.post("/admin/articles/article/1/en/notes/", headers={"accept": "application/json"})
    assert response.status_code == 503
    assert json.loads(response.content)["errors"]


def test_an_error_of_the_code_stays_an_error(reader):
    wrong = caused_by(Exception("no such column"), ProgrammingError)
    with database_away(wrong):
        assert reader.get("/en/", headers=BROWSER).status_code == 500


def test_the_log_tells_the_reason_once(reader, caplog):
    with database_away(), caplog.at_level(logging.WARNING):
        reader.get("/en/", headers=BROWSER)
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("newsroom.accounts")]
    assert ours == ["The database is away: connection refused."]
    assert not any(one.exc_info for one in caplog.records)


def test_pages_come_back_with_the_database(reader):
    make_published()
    with database_away():
        assert reader.get("/en/", headers=BROWSER).status_code == 503
    assert reader.get("/en/", headers=BROWSER).status_code == 200
