"""Pictures of live entries on readers' pages, in their live part, feeds, JSON-LD, files and search."""

import json

from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import Image, LegalGround, PictureContract
from articles.publishing import withdraw
from articles.redaction.performing import perform_redaction, request_redaction
from newsroom.live.pictures import ChosenPicture
from newsroom.live.publication import correct_entry, end_coverage, take_down
from newsroom.public.article.live_coverage import PAGE_SIZE
from newsroom.search.consumer import catch_up
from tests.factories import HOUR, NOON, make_user
from tests.live.cases import post, translate
from tests.live.test_pages import PagesTestCase
from tests.public.newsdesk import make_image


class PicturePagesTestCase(PagesTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.image = make_image(caption_en="The zeppelin.", caption_ko="비행선이다.")

    def post(self, language="en", *, image=None, **options):
        picture = ChosenPicture((image or self.image).pk)
        return post(self.story, language, by=self.by, picture=picture, **options)

    def limit(self, **columns):
        contract = PictureContract.objects.create(supplier="Nexo Photos", **columns)
        models.QuerySet(Image).filter(pk=self.image.pk).update(contract=contract)

    def figures(self, *arguments, **query):
        return self.page(*arguments, **query).xpath("//li[@class='live__entry']/figure")


class PageTests(PicturePagesTestCase):
    def test_the_page_and_the_part_show_it_with_its_size_and_its_words(self):
        translate(self.post())
        for part in ("", "live/"):
            [figure] = self.figures("en", part)
            [image] = figure.xpath(".//img")
            self.assertEqual((image.get("width"), image.get("height")), ("3", "2"))
            self.assertEqual((image.get("alt"), image.get("loading")), ("A crane", "lazy"))
            words = " ".join(figure.xpath("string(figcaption)").split())
            self.assertEqual(words, "The zeppelin. B. Testman")
        self.assertIn("비행선이다.", self.figures("ko")[0].text_content())

    def test_the_words_of_the_other_language_say_so(self):
        self.post("ko")
        [figure] = self.figures()
        self.assertEqual(figure.xpath(".//img/@lang | figcaption/@lang"), ["ko", "ko"])

    def test_pages_cost_one_query_more_however_many_there_are(self):
        post(self.story)
        self.get()
        self.post()
        with self.assertNumQueries(5) as few:
            self.client.get(self.address() + "live/")
        for number in range(12):
            translate(self.post(image=make_image(alt_en=f"Number {number}")))
        with self.assertNumQueries(len(few)):
            self.client.get(self.address() + "live/")
        self.assertEqual(len(self.figures()), 13)

    def test_a_key_point_of_an_earlier_page_has_it_too_and_leads_to_its_entry(self):
        self.post("ko", is_pinned=True)
        self.assertEqual(self.thumbs(), [])  # the entry on the same page shows it
        for _number in range(PAGE_SIZE):
            post(self.story)
        self.assertEqual(self.figures(), [])
        for part in ("", "live/"):
            [link] = self.thumbs("en", part)
            self.assertEqual(link.get("href"), f"{self.address()}?before=2#e1")
            self.assertEqual(link.xpath(".//img/@alt | .//img/@lang"), ["기중기", "ko"])
        self.assertEqual(self.thumbs("en", before="2"), [])
        models.QuerySet(Image).update(rights_until=NOON)
        self.assertEqual(self.thumbs(), [])

    def thumbs(self, *arguments, **query):
        return self.page(*arguments, **query).xpath("//div[@class='live__key']//a[@class='live__thumb']")

    def test_it_is_seen_in_its_time_alone(self):
        self.clock.shift(HOUR)
        self.post()
        self.clock.shift(HOUR)
        other = make_image(alt_en="A quay")
        correct_entry(self.story, 1, "en", "Right.", by=self.by, seen=1, picture=ChosenPicture(other.pk))
        self.clock.shift(HOUR)
        self.client.force_login(self.by)
        for at, words in (("2026-03-02T22:30", ["A crane"]), ("2026-03-02T23:30", ["A quay"])):
            self.assertEqual(self.page(at=at).xpath("//figure//img/@alt"), words)
        self.assertEqual(self.figures(at="2026-03-02T21:30"), [])

    def test_an_entry_that_was_taken_down_shows_none(self):
        self.post()
        take_down(self.story, 1, by=self.by)
        self.clock.shift(HOUR)
        self.assertContains(self.get(), "This entry was taken down.")
        self.assertNotContains(self.get(), self.image.file.name)

    def test_when_its_rights_end_it_is_left_out(self):
        models.QuerySet(Image).update(rights_until=NOON + HOUR)
        self.post()
        self.assertEqual(len(self.figures()), 1)
        self.clock.shift(HOUR)
        self.assertEqual(self.figures(), [])
        self.assertIn("The harbor gate", self.texts()[0])

    def test_one_that_is_for_one_language_is_not_on_the_page_of_the_other(self):
        self.limit(language="ko")
        self.post("ko")
        self.assertEqual((len(self.figures("ko")), len(self.figures())), (1, 0))

    def test_one_that_was_removed_by_law_leaves_a_placeholder_and_a_note(self):
        self.post()
        asked = request_redaction(image=self.image, ground=LegalGround.COURT, reference="1", by=self.by)
        perform_redaction(asked, by=make_user("second"))
        self.clock.shift(HOUR)
        [entry] = self.page().xpath("//li[@id='e1']")
        self.assertNotIn("zeppelin", entry.text_content())
        self.assertEqual(entry.xpath(".//figure"), [])  # the rights to the picture have ended
        self.assertIn("legal", entry.text_content())


class FileTests(PicturePagesTestCase):
    def status(self, image=None):
        return self.client.get(f"/media/{(image or self.image).file.name}").status_code

    def test_the_file_is_public_while_readers_have_the_entry(self):
        self.assertEqual(self.status(), 404)
        self.post()
        self.assertEqual(self.status(), 200)
        take_down(self.story, 1, by=self.by)
        self.clock.shift(HOUR)
        self.assertEqual(self.status(), 404)
        self.client.force_login(self.by)
        self.assertEqual(self.status(), 200)

    def test_one_that_was_replaced_is_public_no_longer_and_a_former_file_still_is(self):
        self.post()
        former = self.image.file.name
        models.QuerySet(Image).filter(pk=self.image.pk).update(file=make_image().file.name)
        self.assertEqual(self.client.get(f"/media/{former}").status_code, 200)
        correct_entry(self.story, 1, "en", "Right.", by=self.by, seen=1, picture=None)
        self.clock.shift(HOUR)
        self.assertEqual(self.client.get(f"/media/{former}").status_code, 404)

    def test_one_without_rights_is_not_public(self):
        self.post()
        models.QuerySet(Image).update(rights_until=NOON + HOUR)
        self.assertEqual(self.status(), 200)
        self.clock.shift(HOUR)
        self.assertEqual(self.status(), 404)

    def test_a_story_that_is_gone_takes_it_along(self):
        self.post()
        self.post("ko", image=(other := make_image()))
        for language in ("en", "ko"):
            withdraw(self.story, language, by=self.by, note="It was untrue.")
        self.clock.shift(HOUR)
        self.assertEqual((self.status(), self.status(other)), (404, 404))


class MachineTests(PicturePagesTestCase):
    def update(self):
        [text] = self.page().xpath("//script[@type='application/ld+json']/text()")
        node = next(one for one in json.loads(text)["@graph"] if "articleSection" in one)
        return node["liveBlogUpdate"][0]

    def content(self):
        items = json.loads(self.client.get("/en/feed.json").content)["items"]
        item = next(one for one in items if f"/articles/{self.story.pk}/" in one["url"])
        return html.fromstring(item["content_html"])

    def test_search_engines_are_told_of_it(self):
        self.post()
        [whole, *crops] = self.update()["image"]
        self.assertEqual((whole["@type"], whole["width"], whole["height"]), ("ImageObject", 3, 2))
        self.assertEqual((whole["caption"], whole["creditText"]), ("The zeppelin.", "B. Testman"))
        self.assertTrue(whole["url"].endswith(self.image.file.name))
        self.assertEqual(len(crops), 3)

    def test_the_item_of_a_feed_shows_it(self):
        self.post()
        [image] = self.content().xpath("//figure//img")
        self.assertTrue(image.get("src").startswith("http://testserver/media/"))
        self.assertIn("The zeppelin.", self.content().text_content())

    def test_uses_that_the_contract_does_not_permit_leave_it_out(self):
        self.limit(allows_feeds=False, allows_social=False)
        self.post()
        self.assertEqual(len(self.figures()), 1)
        self.assertNotIn("image", self.update())
        self.assertEqual(self.content().xpath("//figure"), [])

    def test_feeds_cost_the_same_with_many(self):
        self.post()
        self.client.get("/en/feed.json")
        self.post()
        with self.assertNumQueries(self.count()):
            self.client.get("/en/feed.json")

    def count(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get("/en/feed.json")
        for _number in range(3):
            self.post(image=make_image())
        return len(queries)

    def test_words_of_a_caption_find_the_story_until_they_are_gone(self):
        def finds():
            catch_up()
            answer = self.client.get("/en/search/", {"q": "zeppelin"})
            return f"/en/articles/{self.story.pk}/" in answer.content.decode()

        catch_up()
        self.assertFalse(finds())
        self.post()
        self.assertTrue(finds())
        end_coverage(self.story, by=self.by)
        self.assertTrue(finds())
        correct_entry(self.story, 1, "en", "Right.", by=self.by, seen=1, picture=None)
        self.assertFalse(finds())
