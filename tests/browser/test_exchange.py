"""Translation files in a real Chromium: download, upload and preview, checked by axe."""

import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from articles.models import Article
from tests.browser.axe import faults
from tests.factories import make_article, make_user
from tests.interchange.xliff.sending import with_target

pytestmark = pytest.mark.django_db(transaction=True)

BODY = '<p>The harbor opens on Monday.</p><p>See <a href="https://a.example/">the plan</a>.</p>'


@pytest.fixture
def opened(page_of):
    """Open the page of a story's files as its translator; return the page and the story."""
    article = make_article(body_en=BODY, title_ko="항구 문 열어")
    translator = make_user("translator", role="Korean translators")
    return page_of(translator, f"/admin/translations/{article.pk}/ko/exchange/"), article


def back(page, tmp_path):
    """Download and translate the file, with an unknown tag and a segment that no longer exists."""
    with page.expect_download() as download:
        page.locator(".exchange-part button").first.click()
    sent = Path(download.value.path()).read_text()
    names = re.findall(r'trans-unit id="([^"]+)"', sent)
    sent = with_target(sent, names[0], "항구 드디어 열어").replace('extradata="', 'extradata="0', 1)
    sent = with_target(sent, names[2], '항구가 <g id="7">열린다</g>.')
    sent = with_target(sent, names[3], "계획").replace(names[3], "s0123456789abcdef.1")
    file = tmp_path / download.value.suggested_filename
    file.write_text(sent)
    return file


def test_a_file_goes_out_is_looked_at_and_written(opened, tmp_path):
    page, article = opened
    page.set_input_files("[name=file]", back(page, tmp_path))
    found = []
    for language in ("en", "ko"):
        get_user_model().objects.update(language=language)
        page.locator("[name=_read]").click()
        page.locator(".exchange-list").first.wait_for()
        found += faults(page)
    assert not found, "\n".join(found)
    page.locator("[name=_write]").click()
    page.wait_for_url(f"**/admin/translations/{article.pk}/ko/")
    article = Article.objects.get(pk=article.pk)
    assert (article.title_ko, article.body_ko) == ("항구 문 열어", "<p>항구가 열린다.</p>")


def test_what_is_refused_is_told(opened, tmp_path):
    page, _article = opened
    file = tmp_path / "story.xlf"
    file.write_text("<xliff><unclosed></xliff>")
    page.set_input_files("[name=file]", file)
    page.locator("[name=_read]").click()
    page.locator(".errorlist").wait_for()
    assert faults(page) == []
    assert "1" in page.locator(".errorlist").inner_text()
