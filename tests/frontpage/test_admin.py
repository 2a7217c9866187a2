"""The screen “Front pages” in the admin: contents, changes, refusals, permissions."""

from unittest.mock import patch

from django.test import TestCase
from django.urls import reverse
from lxml import html
from time_machine import travel

from articles.publishing import withdraw
from newsroom.frontpage.models import Placement, SlotPosition
from tests.factories import HOUR, NOON, make_article, make_published, make_section, make_user
from tests.frontpage.slots import BANNER, occupants, placed, second_slot

ADDRESS = "/admin/front-pages/"
SIX = "2026-03-03T06:00"  # in Seoul, nine hours after noon in London
DAWN = NOON + 9 * HOUR


class FrontPagesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON - 5 * HOUR, tick=False) as clock:
            cls.section = make_section("economy")
            cls.stories = []
            for number in range(4):
                cls.stories.append(make_published(languages=("en", "ko"), number=f" {number}"))
                clock.shift(HOUR)
        cls.first, cls.second, cls.third, cls.newest = cls.stories
        cls.managing = make_user()
        cls.desk = make_user("desk", role="Korean desk")

    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.client.force_login(self.managing)

    def shown(self, **asked):
        response = self.client.get(ADDRESS, {"language": "en", **asked})
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def post(self, act, *, status=302, **fields):
        response = self.client.post(ADDRESS, {"_language": "en", "_act": act, **fields})
        self.assertEqual(response.status_code, status, response.content.decode()[:200])
        return response

    def headline(self, page, key):
        return " ".join(page.xpath(f"string(//li[@id='place-{key}']//h3)").split())


class ShownTests(FrontPagesTestCase):
    def test_every_place_says_who_stands_there_and_how_it_came(self):
        placed(self.first)
        page = self.shown()
        self.assertEqual(self.headline(page, "lead-1"), "Harbor opens 0")
        self.assertEqual(self.headline(page, "second-1"), "Harbor opens 3")
        classes = [page.xpath(f"//li[@id='place-{key}']/@class")[0].split()[1] for key in
                   ("lead-1", "second-1", "brief-1")]  # fmt: skip
        self.assertEqual(classes, ["place-held", "place-latest", "place-free"])

    def test_an_instant_ahead_shows_the_page_of_then(self):
        placed(self.first, at=DAWN)
        self.assertEqual(self.headline(self.shown(), "lead-1"), "Harbor opens 3")
        ahead = self.shown(at=SIX)
        self.assertEqual(self.headline(ahead, "lead-1"), "Harbor opens 0")
        self.assertIn("As currently planned.", ahead.text_content())
        [public] = ahead.xpath("//a[normalize-space()='View as reader']/@href")
        self.assertEqual(public, "/en/?at=2026-03-03T06%3A00%3A00%2B09%3A00")

    def test_the_time_machine_starts_here(self):
        page = self.shown(section="economy")
        [form] = page.xpath("//form[.//button[@name='public']]")
        fields = {**dict(form.form_values()), "at": SIX, "public": "1"}
        response = self.client.get(ADDRESS, fields)
        public = "/en/sections/economy/?at=2026-03-03T06%3A00%3A00%2B09%3A00"
        self.assertRedirects(response, public, fetch_redirect_response=False)
        self.assertEqual(page.xpath("//nav[@id='sidebar']//form"), [])

    def test_the_time_machine_refuses_what_is_no_instant(self):
        self.assertContains(self.client.get(ADDRESS, {"at": "soon", "public": "1"}), "errornote")

    def test_the_past_is_only_looked_at(self):
        page = self.shown(at="2026-03-02T20:00")
        self.assertIn("The past cannot be changed.", page.text_content())
        self.assertEqual(page.xpath("//button[@name='_act']"), [])

    def test_what_is_placed_and_not_shown_is_told(self):
        placed(self.first)
        withdraw(self.first, "en", by=None, note="Gone.")
        self.clock.shift(HOUR)
        page = self.shown()
        self.assertEqual(self.headline(page, "lead-1"), "Harbor opens 3")
        asleep = page.xpath("string(//section[@aria-labelledby='front-not-shown'])")
        self.assertIn("Lead story", asleep)

    def test_what_is_planned_is_listed_with_the_way_to_that_instant(self):
        placed(self.first)
        placed(self.second, at=DAWN, until=DAWN + 2 * HOUR)
        page = self.shown()
        told = [" ".join(line.text_content().split()) for line in page.xpath("//ol[@class='plan-list']/li")]
        self.assertEqual(len(told), 2)
        self.assertIn("6 a.m. starts Lead story Harbor opens 1", told[0])
        self.assertIn("8 a.m. ends Lead story Harbor opens 1", told[1])
        [when, _then] = page.xpath("//a[@class='plan-when']/@href")
        self.assertEqual(self.headline(html.fromstring(self.client.get(when).content), "lead-1"),
                         "Harbor opens 1")  # fmt: skip

    def test_the_shelf_is_searched_by_words_of_the_headline(self):
        found = self.shown(q="opens 2").xpath("//li[contains(@class, 'front-story')]//h3/text()")
        self.assertEqual(found, ["Harbor opens 2"])
        self.assertIn("No headlines match.", self.shown(q="whale").text_content())

    @patch("newsroom.frontpage.edited_page.SEARCHED", 1)
    def test_older_stories_are_found_by_their_number(self):
        path = "//li[contains(@class, 'front-story')]//h3/text()"
        self.assertEqual(self.shown(q="opens").xpath(path), ["Harbor opens 3"])
        self.assertEqual(self.shown(q=str(self.first.pk)).xpath(path), ["Harbor opens 0"])
        self.assertIn("The newest 2,000 headlines were searched.", self.shown(q="opens").text_content())

    def test_a_sections_page_has_its_own_places(self):
        page = self.shown(section="economy")
        self.assertEqual(self.headline(page, "lead-1"), "Harbor opens 3")
        self.assertEqual(page.xpath("//li[starts-with(@id, 'place-brief')]"), [])

    def test_rubbish_in_an_address_is_borne(self):
        for rubbish in ("\x00", "x" * 5000, "9" * 40, "2026-13-45", "0001-01-01T00:00", "ﾟ̈́", "-1"):
            for name in ("language", "section", "at", "q", "story", "placement"):
                with self.subTest(f"{name}={rubbish[:10]!r}"):
                    self.assertEqual(self.client.get(ADDRESS, {name: rubbish}).status_code, 200)

    def test_it_costs_the_same_whatever_is_placed(self):
        placed(self.first)
        placed(self.third, BANNER, words="The harbor is open")
        with self.assertNumQueries(16):
            self.shown()
        placed(self.second, second_slot(2))
        placed(self.newest, at=DAWN)
        with self.assertNumQueries(16):
            self.shown()


class PlacedTests(FrontPagesTestCase):
    def test_dropped_on_a_place_it_stands_there_at_once(self):
        response = self.post(f"drop:lead-1:0:{self.first.pk}")
        self.assertEqual(response["Location"], "/admin/front-pages/?language=en#place-lead-1")
        self.assertEqual(occupants(NOON), {"lead 1": self.first.pk})
        self.assertContains(self.client.get(ADDRESS), "is now in “Lead story”.")

    def test_on_the_page_of_an_instant_ahead_it_begins_then(self):
        self.post(f"drop:lead-1:0:{self.first.pk}", _at=SIX)
        self.assertEqual((occupants(NOON), occupants(DAWN)), ({}, {"lead 1": self.first.pk}))

    def test_what_stands_on_the_page_moves_when_it_is_dropped(self):
        placed(self.first)
        self.post(f"drop:second-2:0:{self.first.pk}")
        self.assertEqual(occupants(NOON + HOUR), {"second 2": self.first.pk})

    def test_the_panel_moves_with_another_end_and_tells_of_it(self):
        placed(self.first)
        self.post("place", _story=self.first.pk, where="second-1", begins="", ends=SIX)
        self.assertEqual(occupants(DAWN - HOUR), {"second 1": self.first.pk})
        self.assertEqual(occupants(DAWN), {})
        self.assertContains(self.client.get(ADDRESS), "Until: ")
        self.clock.shift(HOUR)
        self.post("place", _story=self.first.pk, where="second-1", begins="", ends="2026-03-03T08:00")
        self.assertEqual(occupants(DAWN), {"second 1": self.first.pk})
        self.assertContains(self.client.get(ADDRESS), "keeps its slot until")

    def test_what_changed_nothing_is_no_step_to_take_back(self):
        self.post(f"drop:lead-1:0:{self.first.pk}")
        self.post("place", _story=self.first.pk, where="lead-1", begins="")
        self.assertContains(self.client.get(ADDRESS), "is already there.")
        self.post("undo")
        self.assertEqual(occupants(NOON + HOUR), {})

    def test_the_panel_does_not_take_a_place_that_a_colleague_has_filled(self):
        seen = self.shown(story=self.first.pk).xpath("//input[@name='_seen']/@value")
        placed(self.second)
        fields = {"_story": self.first.pk, "where": "lead-1", "begins": ""}
        response = self.post("place", status=409, _seen=seen[0], **fields)
        self.assertContains(response, "here in the meantime", status_code=409)
        [seen] = html.fromstring(response.content.decode()).xpath("//input[@name='_seen']/@value")
        self.post("place", _seen=seen, **fields)
        self.assertEqual(occupants(NOON + HOUR), {"lead 1": self.first.pk})

    def test_rubbish_for_what_was_seen_is_borne(self):
        for rubbish in ("\x00", ":", "lead-1:", "lead-1:x", "lead-1:" + "9" * 40, "x" * 100_000):
            with self.subTest(rubbish[:20]):
                fields = {"_story": self.first.pk, "where": "lead-1", "begins": "", "_seen": rubbish}
                self.assertIn(self.client.post(ADDRESS, {"_language": "en", "_act": "place"} | fields)
                              .status_code, (302, 409))  # fmt: skip

    def test_a_place_whose_story_is_not_shown_is_taken(self):
        placed(self.first)
        withdraw(self.first, "en", by=None, note="Gone.")
        self.clock.shift(HOUR)
        [keep] = self.shown().xpath("//li[@id='place-lead-1']//button/@value")
        self.post(keep)
        self.assertEqual(occupants(NOON + HOUR), {"lead 1": self.newest.pk})

    def test_a_story_that_is_not_shown_ahead_of_time_is_taken_off(self):
        row = placed(self.first)
        withdraw(self.first, "en", by=None, note="Gone.")
        self.clock.shift(HOUR)
        acts = self.shown(at=SIX).xpath("//section[@aria-labelledby='front-not-shown']//button/@value")
        self.assertEqual(acts, [f"end:{row.pk}"])

    def test_a_place_that_a_gap_was_closed_over_is_taken(self):
        placed(self.first, SlotPosition("en", "section", "second", 4, self.first.section_id))
        cells = self.shown(section="economy").xpath("//li[@data-place]")
        seen = {cell.get("data-place"): cell.get("data-seen") for cell in cells}
        shown = {cell.get("data-story"): cell.get("data-place") for cell in cells}
        self.assertEqual(shown[str(self.first.pk)], "second-3")
        self.post(f"drop:second-3:{seen['second-3']}:{self.newest.pk}", _section="economy")
        self.assertTrue(Placement.objects.filter(article=self.newest, position=3).exists())

    def test_the_panel_takes_an_interval_in_the_newsrooms_time(self):
        self.post("place", _story=self.first.pk, where="second-1", begins=SIX, ends="2026-03-03T08:00")
        row = Placement.objects.get()
        self.assertEqual((row.placed_from, row.placed_until), (DAWN, DAWN + 2 * HOUR))
        self.assertEqual(row.placed_by, self.managing)

    def test_breaking_news_has_words_and_an_end_of_its_own(self):
        fields = {"_story": self.first.pk, "where": "banner-1"}
        refused = self.post("place", status=409, **fields, words=" ")
        self.assertContains(refused, "Enter the banner text.", status_code=409)
        self.post("place", **fields, words="  The harbor   is open ")
        row = Placement.objects.get()
        self.assertEqual((row.words, row.placed_until), ("The harbor is open", NOON + 6 * HOUR))
        self.assertContains(self.client.get("/en/"), "The harbor is open")

    def test_a_place_that_somebody_else_took_is_told_and_stays_theirs(self):
        placed(self.second)
        response = self.post(f"drop:lead-1:0:{self.first.pk}", status=409)
        told = html.fromstring(response.content.decode()).xpath("//p[@role='alert']")[0]
        self.assertIn("“Harbor opens 1” here in the meantime", told.text_content())
        self.assertEqual(told.xpath("./span[@lang='en']/text()"), ["Harbor opens 1"])
        self.assertEqual(occupants(NOON), {"lead 1": self.second.pk})

    def test_what_was_typed_is_there_again_when_it_is_refused(self):
        placed(self.second, second_slot(1), at=DAWN)
        response = self.post("place", status=409, _story=self.first.pk, where="second-1", words="",
                             begins="", ends="2026-03-03T08:00")  # fmt: skip
        page = html.fromstring(response.content.decode())
        self.assertEqual(page.xpath("//input[@name='ends']/@value"), ["2026-03-03T08:00"])
        self.assertIn(
            "is planned. Choose an earlier end time", page.xpath("string(//section[@id='front-panel'])")
        )

    def test_an_hour_that_is_none_is_refused_at_its_field(self):
        response = self.post("place", status=422, _story=self.first.pk, where="lead-1", begins="soon")
        self.assertContains(response, "errorlist", status_code=422)
        self.assertFalse(Placement.objects.exists())

    def test_ended_kept_and_taken_back(self):
        row = placed(self.first)
        self.post(f"until:{row.pk}", ends=SIX)
        self.assertEqual(occupants(DAWN), {})
        self.clock.shift(HOUR)
        self.post(f"end:{row.pk}")
        self.assertEqual(occupants(NOON + 2 * HOUR), {})
        self.post("undo")
        self.assertEqual(occupants(NOON + 2 * HOUR), {"lead 1": self.first.pk})
        self.assertContains(self.post("undo", status=409), "nothing left to undo", status_code=409)

    def test_a_step_is_taken_back_for_a_quarter_of_an_hour(self):
        self.post(f"drop:lead-1:0:{self.first.pk}")
        self.assertIn("Undo last step", self.shown().text_content())
        self.clock.shift(HOUR)
        self.assertNotIn("Undo last step", self.shown().text_content())

    def test_a_step_that_an_older_version_kept_is_refused_in_words(self):
        placed(self.first)
        place = ["en", "front", "lead", 1, None]
        of_old = [
            {"made": [], "ended": [], "removed": [[place, self.first.pk, NOON.isoformat(), None, ""]]},
            {"made": [], "ended": [], "removed": [], "moved": []},
            {"made": [], "ended": [1], "removed": []},
            {"made": []},
        ]
        for step in of_old:
            with self.subTest(str(step)):
                session = self.client.session
                kept = {"language": "en", "step": step, "at": NOON.isoformat()}
                session["front_pages_undo"] = kept
                session.save()
                response = self.post("undo", status=409)
                self.assertContains(response, "The newsroom was updated after that step", status_code=409)
                self.assertEqual(occupants(NOON), {"lead 1": self.first.pk})

    def test_a_plan_is_cancelled_from_the_list(self):
        row = placed(self.first, at=DAWN)
        self.post(f"end:{row.pk}")
        self.assertFalse(Placement.objects.exists())

    def test_rubbish_is_refused_in_words(self):
        rubbish = ["", "drop", "drop:x:y:z", "drop:lead-1:0:0", f"drop:lead-9:0:{self.first.pk}", "end:",
                   f"drop:block-1-999999:0:{self.first.pk}", f"drop:banner-1:0:{self.first.pk}", "until:x",
                   "end:99999999999999999999999", f"drop:lead-1:{'9' * 30}:{self.first.pk}x", "\x00", "place",
                   "drop:lead-１:0:1", "x" * 100_000]  # fmt: skip
        for act in rubbish:
            with self.subTest(act[:30]):
                response = self.post(act, status=409)
                self.assertContains(response, 'role="alert"', status_code=409)
        self.assertFalse(Placement.objects.exists())


class WayTests(FrontPagesTestCase):
    def bar(self, article):
        address = f"/admin/articles/article/{article.pk}/change/"
        page = html.fromstring(self.client.get(address).content.decode())
        return page.xpath("//a[starts-with(normalize-space(), 'Place on the front page…')]/@href")

    def test_a_story_leads_to_the_page_of_each_language_that_its_reader_may_place_in(self):
        english, korean = (f"{ADDRESS}?language={code}&story={self.first.pk}#front-panel"
                           for code in ("en", "ko"))  # fmt: skip
        self.assertEqual(self.bar(self.first), [english, korean])
        page = html.fromstring(self.client.get(english).content.decode())
        self.assertIn("Harbor opens 0", page.xpath("string(//section[@id='front-panel'])"))
        self.client.force_login(self.desk)
        self.assertEqual(self.bar(self.first), [korean])

    def test_its_history_tells_where_it_stood(self):
        row = placed(self.first, by=self.managing)
        self.clock.shift(HOUR)
        self.client.post(ADDRESS, {"_language": "en", "_act": f"end:{row.pk}"})
        address = f"/admin/articles/article/{self.first.pk}/history/"
        page = html.fromstring(self.client.get(address).content.decode())
        told = [
            " ".join(line.text_content().split()) for line in page.xpath("//li[@class='happened']//strong")
        ]
        self.assertIn("placed: Front page, Lead story, from March 2, 9 p.m.", told)
        self.assertIn("end time set: Front page, Lead story, until March 2, 10 p.m.", told)

    def test_the_log_speaks_the_language_of_the_screens(self):
        placed(self.first, by=self.managing)
        for language, where in [("en", "Front page, Lead story"), ("ko", "첫 화면, 머리기사")]:
            type(self.managing).objects.filter(pk=self.managing.pk).update(language=language)
            page = html.fromstring(self.client.get("/admin/articles/event/").content.decode())
            told = page.xpath("string(//td[contains(@class, 'field-subject')])")
            self.assertIn(f"{where}: Harbor opens 0", told)

    def test_what_readers_do_not_have_is_not_placed(self):
        draft = make_article(number=" draft")
        self.assertEqual(self.bar(draft), [])
        told = self.shown(story=draft.pk).xpath("//p[@role='alert']/text()")
        self.assertIn("This story is not live in English", told[0])


class MayTests(FrontPagesTestCase):
    def test_a_desk_places_in_its_own_language_alone(self):
        self.client.force_login(self.desk)
        self.assertEqual(self.shown().xpath("//button[@name='_act']"), [])
        self.assertIn(
            "You can view this page. The desk of this language places stories.", self.shown().text_content()
        )
        self.post(f"drop:lead-1:0:{self.first.pk}", status=403)
        row = placed(self.first)
        for act in (f"end:{row.pk}", f"until:{row.pk}", f"drop:second-1:0:{self.first.pk}"):
            self.post(act, status=403, ends=SIX)
        self.assertEqual(occupants(NOON + HOUR), {"lead 1": self.first.pk})
        self.post(f"drop:lead-1:0:{self.first.pk}", _language="ko")
        self.assertEqual(occupants(NOON, "ko"), {"lead 1": self.first.pk})

    def test_a_row_of_the_other_language_is_not_reached_through_ones_own_page(self):
        row = placed(self.first)
        self.client.force_login(self.desk)
        self.post(f"end:{row.pk}", status=409, _language="ko")
        self.assertEqual(occupants(NOON + HOUR), {"lead 1": self.first.pk})

    def test_everybody_of_the_newsroom_looks_and_nobody_else(self):
        for role, status in (("Reporters", 200), ("Administrators", 200), (None, 403)):
            self.client.force_login(make_user(f"somebody-{role}", role=role))
            self.assertEqual(self.client.get(ADDRESS).status_code, status, role)
        self.client.logout()
        self.assertRedirects(self.client.get(ADDRESS), f"{reverse('admin:login')}?next={ADDRESS}")

    def test_what_was_typed_when_the_login_expired_is_shown_again(self):
        self.client.logout()
        response = self.client.post(
            ADDRESS, {"_language": "en", "_act": "place", "where": "banner-1", "words": "The harbor is open"},
            headers={"accept": "text/html", "origin": "http://testserver"},
        )  # fmt: skip
        self.assertContains(response, "The harbor is open", status_code=403)
        self.assertContains(response, "Banner text", status_code=403)
