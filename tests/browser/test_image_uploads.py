"""Upload of several pictures: a report on each, sent one by one, with few clicks."""

import io

import pytest
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles.models import Image
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
UPLOAD = {"en": "Upload", "ko": "올리기"}
DONE = {
    "en": "3 of 3 files. Added: 2. Already in the library: 0. Not added: 1.",
    "ko": "파일 3개 중 3개. 추가: 2. 이미 있음: 0. 추가하지 않음: 1.",
}
SEVERAL = {"en": "Upload several images", "ko": "사진 여러 장 올리기"}


def picture(name, colour):
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), colour).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "ko")])
def test_all_files_have_a_report_and_one_refusal_stops_none(page_of, width, language):
    page = page_of(
        make_user(), "/admin/articles/image/", width=width, locale={"en": "en-US", "ko": "ko-KR"}[language]
    )
    clicks = Clicks(page)
    clicks.click(page.get_by_role("link", name=SEVERAL[language]))
    files = [
        picture("one.jpg", "navy"),
        {**picture("two.jpg", "red"), "buffer": b"no"},
        picture("three.jpg", "teal"),
    ]
    page.locator("#id_files").set_input_files(files)
    clicks.click(page.get_by_role("button", name=UPLOAD[language], exact=True))
    report = page.locator(".upload-report li")
    expect(report).to_have_count(3)
    expect(report.locator("a")).to_have_text(["one.jpg", "three.jpg"])
    expect(page.locator(".upload-report .is-refused")).to_contain_text("two.jpg")
    expect(page.get_by_role("status").and_(page.locator(".upload-progress"))).to_have_text(DONE[language])
    clicks.report(f"upload of three files, {width} px, {language}")
    assert (clicks.count, clicks.pages, Image.objects.count()) == (2, 1, 2)
    assert faults(page, within="#content") == []
    assert not is_wider(page)
