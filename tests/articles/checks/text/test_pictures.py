"""Pictures: described and credited in the language of the text, and allowed on the day."""

import pytest
import time_machine

from articles.models import Image
from tests.articles.checks.text.findings import found
from tests.factories import HOUR, NOON, make_whole_article

pytestmark = pytest.mark.django_db
WORDS = {"alt_en": "A quay", "credit_en": "Bora Testman"}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def make_image(**columns):
    return Image.objects.create(file="a.jpg", width=1, height=1, **(WORDS | columns))


def as_lead(image):
    return make_whole_article(lead_image=image)


def in_the_text(image):
    figure = f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
    return make_whole_article(body_en=f"<p>The harbor.</p>{figure}")


@pytest.mark.parametrize("place", [as_lead, in_the_text])
@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({}, []),
        ({"alt_en": "", "alt_ko": "부두"}, ["picture.alt"]),
        ({"credit_en": "", "credit_ko": "시험기자"}, ["picture.credit"]),
        ({"rights_until": NOON}, ["picture.rights"]),
        ({"rights_until": NOON + HOUR}, []),
    ],
)
def test_a_picture_is_described_credited_and_allowed(place, columns, codes):
    article = place(make_image(**columns))
    assert [code for code, _passage in found(article)] == codes


def test_rights_are_judged_by_the_instant_of_publication():
    article = as_lead(make_image(rights_until=NOON + HOUR))
    assert found(article, at=NOON + HOUR) == [("picture.rights", "")]


def test_a_picture_in_the_text_that_is_gone_is_found():
    article = make_whole_article(
        body_en='<p>Quay.</p><figure data-image="4711"><figcaption></figcaption></figure>'
    )
    assert found(article) == [("picture.gone", "")]


def test_a_picture_at_two_places_is_told_once():
    image = make_image(alt_en="")
    figure = f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
    assert found(make_whole_article(lead_image=image, body_en=f"<p>Quay.</p>{figure}")) == [
        ("picture.alt", "")
    ]
