"""Pictures have a description and credit in the language of the text, and rights on the day."""

import pytest
import time_machine

from articles.models import Image
from tests.articles.checks.text.findings import codes_and_passages
from tests.articles.checks.text.stories import findings_of
from tests.factories import HOUR, NOON, make_article, make_whole_article

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
    assert [code for code, _passage in codes_and_passages(article)] == codes


def test_rights_are_judged_by_the_instant_of_publication():
    article = as_lead(make_image(rights_until=NOON + HOUR))
    assert codes_and_passages(article, at=NOON + HOUR) == [("picture.rights", "")]


def test_a_picture_in_the_text_that_is_gone_is_found():
    article = make_whole_article(
        body_en='<p>Quay.</p><figure data-image="4711"><figcaption></figcaption></figure>'
    )
    assert codes_and_passages(article) == [("picture.gone", "")]


def test_a_picture_at_two_places_is_told_once():
    image = make_image(alt_en="")
    figure = f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
    assert codes_and_passages(make_whole_article(lead_image=image, body_en=f"<p>Quay.</p>{figure}")) == [
        ("picture.alt", "")
    ]


GALLERY_CODES = {"gallery.size", "gallery.caption", "languages.galleries"}


def figures(*images, caption="At sea."):
    each = '<figure data-image="{}"><figcaption>{}</figcaption></figure>'
    return "".join(each.format(image.pk, caption) for image in images)


def gallery(*images, caption="At sea."):
    return f'<div data-kind="gallery">{figures(*images, caption=caption)}</div>'


def gallery_codes(article, language="en"):
    return [code for code, _passage in codes_and_passages(article, language) if code in GALLERY_CODES]


class TestGalleries:
    @pytest.mark.parametrize(
        ("number", "codes"), [(1, ["gallery.size"]), (2, []), (30, []), (31, ["gallery.size"])]
    )
    def test_have_from_two_to_thirty_pictures(self, number, codes):
        images = [make_image()] * number
        assert gallery_codes(make_whole_article(body_en=f"<p>Quay.</p>{gallery(*images)}")) == codes

    def test_may_have_a_title_which_is_no_picture(self):
        image = make_image()
        for pictures, codes in (((image, image), []), ((), ["gallery.size"])):
            html = gallery(*pictures).replace(">", "><h3>The harbor</h3>", 1)
            article = make_whole_article(body_en=f"<p>Quay.</p>{html}")
            assert gallery_codes(article) == codes
        [finding] = findings_of(article, "gallery.size")
        assert (finding.row, finding.passage) == (None, "The harbor")

    def test_a_picture_has_a_caption_of_its_own_or_of_the_library(self):
        bare, told = make_image(), make_image(caption_en="From the pier.", caption_ko="")
        article = make_whole_article(body_en=f"<p>Quay.</p>{gallery(bare, told, caption='')}")
        assert gallery_codes(article) == ["gallery.caption"]
        [finding] = findings_of(article, "gallery.caption")
        assert (finding.row, finding.field) == (bare.pk, "body")
        assert gallery_codes(make_whole_article(body_en=f"<p>Quay.</p>{figures(bare, caption='')}")) == []

    def test_differ_between_the_languages_by_pictures_and_by_order(self):
        first, second, third = make_image(), make_image(), make_image()
        english = gallery(first, second)
        for korean, named in (
            (gallery(first, second), None),
            (gallery(second, first), ""),
            (gallery(first, third), f"{second.pk}, {third.pk}"),
            (figures(first, second), f"{first.pk}, {second.pk}"),
        ):
            article = make_article(
                languages=("en", "ko"), body_en=f"<p>Quay.</p>{english}", body_ko=f"<p>부두.</p>{korean}"
            )
            found = [finding.message for finding in findings_of(article, "languages.galleries", "ko")]
            assert len(found) == (named is not None)
            assert all(message.endswith(named or "differ.") for message in found)

    def test_a_language_that_is_not_written_yet_lacks_none(self):
        images = make_image(), make_image()
        assert gallery_codes(make_whole_article(body_en=f"<p>Quay.</p>{gallery(*images)}")) == []
