"""Contracts of pictures before publication: their dates, uses, and required credit."""

from datetime import date, timedelta

import pytest
import time_machine

from articles.checks.registry import examine
from articles.models import Image, LanguageProgress, PictureContract
from articles.publishing import publish
from tests.articles.checks.text.findings import codes_and_passages
from tests.factories import NOON, approve, make_whole_article

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def make_image(**columns):
    contract = PictureContract.objects.create(supplier="Nexo Photos", **columns)
    return Image.objects.create(
        file="a.jpg", width=1, height=1, alt_en="A quay", credit_en="Bora / Nexo", contract=contract
    )


def as_lead(image):
    return make_whole_article(lead_image=image)


def in_the_text(image):
    figure = f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
    return make_whole_article(body_en=f"<p>The harbor.</p>{figure}")


def found(article, **options):
    return [code for code, _passage in codes_and_passages(article, **options)]


@pytest.mark.parametrize("place", [as_lead, in_the_text])
@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({}, []),
        ({"first_day": TODAY, "last_day": TODAY}, []),
        ({"first_day": TODAY + DAY}, ["picture.contract"]),
        ({"last_day": TODAY - DAY}, ["picture.contract"]),
        ({"last_day": TODAY - DAY, "keeps_archive": False}, ["picture.contract"]),
        ({"last_day": TODAY + 30 * DAY, "keeps_archive": False}, ["picture.ending"]),
        ({"last_day": TODAY + 31 * DAY, "keeps_archive": False}, []),
        ({"language": "en"}, []),
        ({"language": "ko"}, ["picture.language"]),
        ({"allows_social": False, "allows_feeds": False}, []),
        ({"credit_en": "NEXO"}, []),
        ({"credit_en": "Nexo Photos"}, ["picture.wording"]),
        ({"credit_ko": "넥소"}, []),
    ],
)
def test_a_contract_is_kept(place, columns, codes):
    assert found(place(make_image(**columns))) == codes


def test_a_picture_for_the_text_alone_is_no_lead():
    image = make_image(allows_lead=False)
    assert (found(as_lead(image)), found(in_the_text(image))) == (["picture.use"], [])


def test_a_missing_credit_is_told_once_with_its_wording():
    image = make_image(credit_en="Nexo")
    image.credit_en = ""
    image.save()
    assert found(as_lead(image)) == ["picture.wording"]


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        (NOON, ["picture.contract"]),
        # Midnight in Seoul is 15:00 UTC.
        (NOON + timedelta(hours=2, minutes=59), ["picture.contract"]),
        (NOON + timedelta(hours=3), []),
        (NOON + timedelta(hours=26, minutes=59), []),
        (NOON + timedelta(hours=27), ["picture.contract"]),
    ],
)
def test_the_day_is_that_of_a_scheduled_publication_in_the_newsroom(at, codes):
    article = as_lead(make_image(first_day=TODAY + DAY, last_day=TODAY + DAY))
    assert found(article, at=at) == codes


@pytest.mark.parametrize(("last_day", "words"), [(TODAY - DAY, "ended on"), (TODAY, "ends on")])
def test_a_contract_has_ended_or_ends_before_the_planned_publication(last_day, words):
    article = as_lead(make_image(last_day=last_day))
    progress = LanguageProgress.objects.get(article=article, language="en")
    [finding] = examine(article, progress, at=NOON + 2 * DAY)
    assert f" {words} March {last_day.day}, 2026." in finding.message


@pytest.mark.parametrize(("keeps", "codes"), [(True, []), (False, ["picture.contract"])])
def test_a_story_in_the_archive_keeps_its_picture_where_the_contract_says_so(noon, keeps, codes):
    image = make_image(last_day=TODAY, keeps_archive=keeps)
    article = as_lead(image)
    approve(article, "en")
    publish(article, "en", by=None)
    noon.shift(2 * DAY)
    assert found(article) == codes
    assert found(as_lead(image)) == ["picture.contract"]
