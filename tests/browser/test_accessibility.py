"""The demonstration newsroom under axe: each page in English and Korean, in light and dark colours."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from articles.models import Article, Edition, Stage
from articles.models.planning import day_of
from tests.browser.axe import faults

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery"
READERS = [
    "",
    "sections/city/",
    "topics/ferries/",
    "authors/no-eul-bit/",
    "pages/masthead/",
    "corrections/",
    "checksums/",
    "search/",
    "search/?q=ferry",
    "nonsense/",
]
STAFF = [
    "",
    "board/",
    "board/?by=person",
    "calendar/",
    "front-pages/",
    "breaking-news/",
    "report/",
    "translations/",
    "translations/pace/",
    "translations/exchange/",
    "translations/memoryentry/",
    "translations/memoryentry/import/",
    "articles/term/",
    "articles/term/import/",
    "articles/article/",
    "articles/article/add/",
    "articles/article/from-text/",
    "articles/image/",
    "articles/section/",
    "articles/edition/",
    "articles/event/",
    "accounts/user/",
    "security/permissionrequest/",
    "security/securityevent/",
    "password_change/",
]


@pytest.fixture
def newsroom(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call_command("load_demo", password=PASSWORD, stdout=StringIO())


def story(slug):
    return Article.objects.get(slug_en=slug)


def stories_of_each_kind():
    """Addresses without the language: a story, one corrected, one withdrawn; a history; side by side."""
    slugs = ["last-keeper-of-gannet-head", "night-ferry-200000-passengers", "strait-by-the-numbers",
             "nabi-logistics-to-close-pier-7-warehouse"]  # fmt: skip
    history = f"articles/{story(slugs[1]).pk}/{slugs[1]}/history/"
    both = f"articles/{story('storm-buoys-speak-one-language').pk}/x/side-by-side/"
    return [f"articles/{story(slug).pk}/" for slug in slugs] + [history, f"{history}1/", both]


def day_of_stories():
    day = day_of(Edition.objects.live().latest("first_published_at").first_published_at)
    return f"{day:%Y/%m/%d}/"


def faults_of_readers_pages(page):
    for language in ("en", "ko"):
        for address in [*READERS, *stories_of_each_kind(), day_of_stories()]:
            page.goto(f"/{language}/{address}")
            yield from faults(page)
        page.locator(".comfort > summary").click()
        yield from faults(page)


def forms_of_stories():
    in_review = Article.objects.filter(progress__stage=Stage.IN_REVIEW).first()
    live = story("night-ferry-200000-passengers")
    return [f"articles/article/{article.pk}/{view}/" for article in (in_review, live) for view in
            ("change", "history")]  # fmt: skip


def faults_of_screens(page):
    page.goto("/admin/login/")
    yield from faults(page)
    page.fill("[name=login]", "admin")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/")
    for language in ("en", "ko"):
        get_user_model().objects.filter(username="admin").update(language=language)
        for address in [*STAFF, *forms_of_stories()]:
            page.goto(f"/admin/{address}")
            yield from faults(page)


@pytest.mark.long
def test_all_pages(new_page, newsroom):
    """One test, because the newsroom takes longer to load than most pages to look at."""
    found = [*faults_of_readers_pages(new_page(width=390, height=844, expect_problems=True))]
    found += faults_of_screens(new_page(expect_problems=True))
    assert not found, "\n".join(found)
