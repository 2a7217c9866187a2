"""The social card of a story."""

import io
from unittest import mock

import pytest
from django.test import TestCase
from PIL import Image as Pillow
from PIL import ImageColor
from time_machine import travel

from articles.media.renditions import files
from articles.models import Edition
from articles.models.taxonomy import Colour
from articles.publishing import withdraw
from newsroom.identity.configuration import light_colour
from newsroom.public import social_cards as social
from newsroom.public.frame import Frame
from newsroom.public.social_cards import (
    SocialCard,
    fit_text,
    printable_text,
    social_card_url,
    text_width,
    wrap_text,
)
from tests.factories import HOUR, NOON, make_publication, rewrite
from tests.public.newsdesk import page_of, publish_again, tell
from tests.public.test_media import FOREVER, make_photograph, opened

LATER = NOON + 1000 * HOUR


class CardTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        cls.image = make_photograph(rights_until=NOON + 10 * HOUR)
        with travel(NOON, tick=False):
            cls.story = tell(languages=("en", "ko"), lead_image=cls.image)

    def address(self, language="en", at=LATER):
        edition = Edition.objects.live(at).of(self.story, language).for_list().get()
        return social_card_url(edition, Frame.read(language), at)

    def fetch(self, address, at=LATER, **headers):
        with travel(at, tick=False):
            return self.client.get(address, headers=headers)

    def test_card_is_what_the_page_of_a_story_names(self):
        with travel(LATER, tick=False):
            page = page_of(self.client.get(f"/en/articles/{self.story.pk}/harbor-opens/"))
        [named] = page.xpath("//meta[@property='og:image']/@content")
        self.assertEqual(named, f"http://testserver{self.address()}")

    def test_card_is_a_light_picture_that_is_kept_for_good(self):
        for language in ("en", "ko"):
            response = self.fetch(self.address(language))
            self.assertEqual((response["Content-Type"], response["Cache-Control"]), ("image/jpeg", FOREVER))
            picture = opened(response)
            self.assertEqual((picture.format, picture.size), ("JPEG", (1200, 630)))
            self.assertLess(int(response["Content-Length"]), 300_000)

    def test_other_sites_may_show_it_and_what_an_old_address_leads_to(self):
        invented = f"/en/articles/{self.story.pk}/card-{'0' * 32}.jpg"
        for address, status in ((self.address(), 200), (invented, 302)):
            response = self.fetch(address)
            self.assertEqual(
                (response.status_code, response["Cross-Origin-Resource-Policy"]), (status, "cross-origin")
            )

    def test_who_has_it_is_told_so_and_who_wants_another_nothing_to_keep(self):
        address = self.address()
        etag = self.fetch(address)["ETag"]
        again = self.fetch(address, **{"if-none-match": etag})
        self.assertEqual((again.status_code, again["ETag"], again["Cache-Control"]), (304, etag, FOREVER))
        other = self.fetch(address, **{"if-match": '"other"'})
        self.assertEqual((other.status_code, other["Cache-Control"]), (412, "private, no-store"))

    def test_two_languages_have_two_cards(self):
        self.assertNotEqual(self.address("en").rpartition("/")[2], self.address("ko").rpartition("/")[2])

    def test_picture_is_on_it_until_its_rights_end(self):
        before = self.address(at=NOON + HOUR)
        response = self.fetch(before, at=NOON + HOUR)
        self.assertEqual(response["Cache-Control"], "public, max-age=32400, s-maxage=600, immutable")
        red, green, _blue = opened(response).getpixel((800, 300))
        self.assertGreater(red, green + 100)
        after = self.fetch(before)
        self.assertRedirects(after, self.address(), fetch_redirect_response=False)
        paper = opened(self.fetch(self.address())).getpixel((1100, 300))
        self.assertGreater(min(paper), 240)

    def test_new_headline_has_a_new_address_and_the_old_one_leads_there(self):
        old = self.address()
        rewrite(self.story, title_en="Harbor opens late")
        with travel(NOON + HOUR, tick=False):
            publish_again(self.story, kind="correction", note="Late.", alone=True)
        response = self.fetch(old)
        self.assertEqual((response.status_code, response["Location"]), (302, self.address()))
        self.assertEqual(response["Cache-Control"], "private, no-store")

    def test_what_readers_do_not_have_has_no_card(self):
        address = self.address()
        self.assertEqual(self.fetch(address, at=NOON - HOUR).status_code, 404)
        with travel(NOON + HOUR, tick=False):
            withdraw(self.story, "en", by=None, note="It was wrong.")
        self.assertEqual(self.fetch(address).status_code, 404)

    def test_invented_address_draws_nothing(self):
        with mock.patch("newsroom.public.social_cards.draw_card") as drawn:
            response = self.fetch(f"/en/articles/{self.story.pk}/card-{'0' * 32}.jpg")
        self.assertEqual(response.status_code, 302)
        drawn.assert_not_called()

    def test_while_too_much_is_drawn_the_newspapers_own_picture_stands_in(self):
        for _turn in range(3):
            files._queue.acquire()
            self.addCleanup(files._queue.release)
        self.image.focal_x = 7
        self.image.save()
        response = self.fetch(self.address(at=NOON + HOUR), at=NOON + HOUR)
        self.assertEqual((response.status_code, response["Location"]), (302, "/static/img/share.png"))

    def fetch_anew(self, focal, **fails):
        """Request a new card while part of its drawing fails."""
        self.image.focal_x = focal
        self.image.save()
        address = self.address(at=NOON + HOUR)
        with mock.patch.multiple(**fails), self.assertLogs("articles", "WARNING"):
            return self.fetch(address, at=NOON + HOUR)

    def test_card_that_cannot_be_kept_is_the_newspapers_own_picture(self):
        full = mock.Mock(side_effect=OSError(28, "No space left on device"))
        response = self.fetch_anew(8, target=files, keep_file=full)
        self.assertEqual((response.status_code, response["Location"]), (302, "/static/img/share.png"))

    def test_card_is_not_kept_without_a_picture_that_could_not_be_read_for_once(self):
        unread = mock.Mock(side_effect=OSError(5, "Input/output error"))
        response = self.fetch_anew(9, target=social, open_picture=unread)
        self.assertEqual((response.status_code, response["Location"]), (302, "/static/img/share.png"))
        response = self.fetch(self.address(at=NOON + HOUR), at=NOON + HOUR)
        red, green, _blue = opened(response).getpixel((800, 300))
        self.assertGreater(red, green + 100)

    def test_card_whose_picture_is_gone_is_drawn_without_it(self):
        card = SocialCard(
            "ko", "항구 문 열어", "경제", "brick", "시험항구신문", "pictures/gone.jpg", (50, 50)
        )
        picture = Pillow.open(io.BytesIO(social.draw_card(card)))
        self.assertGreater(min(picture.getpixel((1100, 300))), 240)


class TestTypesetting:
    def test_hangul_breaks_between_words(self):
        headline = "항만 역사상 가장 긴 파업 끝에 다시 문 연 부두, 임금은 올랐지만 해묵은 갈등은 남았다"
        setting = fit_text(headline, "ko", (568, 362), range(66, 33, -4), 5)
        assert " ".join(setting.lines) == headline
        assert 2 <= len(setting.lines) <= 5

    @pytest.mark.parametrize("language, letter", [("en", "A"), ("ko", "가"), ("ko", "가 "), ("en", "a b ")])
    @pytest.mark.parametrize("count", [1, 7, 40, 200])
    def test_every_headline_fits_its_box(self, language, letter, count):
        setting = fit_text((letter * count).strip(), language, (568, 362), range(66, 33, -4), 5)
        assert len(setting.lines) <= 5 and setting.leading * len(setting.lines) <= 362
        assert all(text_width(line, setting.size) <= 568 for line in setting.lines)

    def test_short_headline_is_set_large(self):
        assert fit_text("Storm", "en", (568, 362), range(66, 33, -4), 5).size == 66

    def test_what_is_too_long_ends_with_an_ellipsis(self):
        setting = fit_text("word " * 100, "en", (568, 362), range(66, 33, -4), 5)
        assert setting.lines[-1].endswith("…")

    def test_lines_are_even(self):
        lines = fit_text("one two three four five six seven eight nine ten", "en", (568, 362), [48], 5).lines
        assert min(len(line) for line in lines) > max(len(line) for line in lines) / 2

    def test_no_letter_comes_out_as_a_box(self):
        assert printable_text("대통령, 美 “北” 😀 ไทย 약속…") == "대통령, 美 “北” 약속…"
        assert printable_text("a\u200bb\ufffe\x00c  d\n") == "abc d"

    @pytest.mark.parametrize(
        "letters",
        ["한글 뷁 꽥 쀍", "Ärger, Łódź, façade", "Путин Αθήνα", "大韓民國 國會 尹 李 朴", "“”‘’—–·…€₩%°²"],
    )
    def test_letters_of_newspapers_are_all_there(self, letters):
        assert printable_text(letters) == letters

    def test_all_of_hangul_is_there(self):
        missing = [code for code in range(0xAC00, 0xD7A4, 37) if social.font_index(chr(code)) != 0]
        assert missing == []

    def test_decomposed_hangul_is_put_together(self):
        assert printable_text("\u1112\u1161\u11ab") == "한"

    def test_nothing_becomes_no_line(self):
        assert wrap_text("", 40, 500) == []


@pytest.mark.parametrize("colour", Colour.values)
def test_a_card_has_the_colour_of_its_section(colour):
    card = SocialCard("en", "Storm", "City", colour, "The Harbor", "", (50, 50))
    drawn = Pillow.open(io.BytesIO(social.draw_card(card))).getpixel((600, 4))
    expected = ImageColor.getrgb(light_colour(f".colour-{colour}"))
    assert drawn == pytest.approx(expected, abs=12)


def test_fonts_have_their_licences_beside_them():
    licences = " ".join(path.read_text() for path in social.FONTS.glob("*LICENSE.txt"))
    assert licences.count("SIL OPEN FONT LICENSE Version 1.1") == 2
    assert sum(path.stat().st_size for path in social.FONTS.iterdir()) < 4_000_000
