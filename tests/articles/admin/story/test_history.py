"""The history of a story: its states in words, differences between two, and restoring."""

from lxml import html

from articles.models import Source
from articles.publishing import correct
from articles.workflow.edit_session import editing
from articles.workflow.permissions import ROLES, Verb, may, may_file, may_touch
from articles.workflow.restoration import may_restore, restore
from articles.workflow.snapshot import PIECES, Snapshot
from tests.cases import ClockTestCase
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_article,
    make_author,
    make_publication,
    make_published,
    make_section,
    make_topic,
    make_user,
    rewrite,
)


def words(node):
    return " ".join(node.text_content().split())


class HistoryTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        cls.user = make_user(first_name="Mina", last_name="Test")
        cls.article = make_article(by=cls.user)
        cls.url = f"/admin/articles/article/{cls.article.pk}/history/"

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def change(self, **columns):
        self.clock.shift(HOUR)
        rewrite(self.article, by=self.user, **columns)
        return self.numbers()[0]

    def numbers(self):
        """Return the ids of the states, newest first."""
        return list(self.article.history.order_by("-history_id").values_list("history_id", flat=True))

    def page(self, query="", status=200):
        response = self.client.get(f"{self.url}{query}")
        self.assertEqual(response.status_code, status)
        page = html.fromstring(response.content.decode())
        return html.fromstring(html.tostring(page.find(".//main"))) if status == 200 else page

    def records(self, query=""):
        """Return [[label of a change]] of each state on the page."""
        return [
            [words(summary) for summary in record.xpath("./details/summary")]
            for record in self.page(query).xpath("//li[contains(@class, 'record')]")
        ]


class ChronicleTests(HistoryTestCase):
    def test_tells_who_changed_what_word_by_word(self):
        self.change(title_ko="항구 문 열어", body_en="<p>The harbor closes.</p>")
        [newest, first] = self.page().xpath("//li[contains(@class, 'record')]")
        self.assertIn("Mina Test", words(newest))
        self.assertEqual([words(chip) for chip in newest.xpath(".//h2/span")], ["English", "Korean"])
        text = next(part for part in newest.xpath("./details") if words(part[0]) == "Text (English)")
        self.assertEqual([words(gone) for gone in text.xpath(".//del")], ["removed: opens"])
        self.assertEqual([words(come) for come in text.xpath(".//ins")], ["added: closes"])
        self.assertIn("started", words(first))
        self.assertIn("Headline (English)", words(first))

    def test_filing_and_rows_are_told_by_name(self):
        self.clock.shift(HOUR)
        with editing(self.article.pk) as copy:
            copy.section = make_section("culture")
            copy.topics.add(make_topic())
            copy.bylines.create(author=make_author())
            copy.related_links.create(url="https://example.org/", title_ko="다른 곳")
            copy.related_links.create(target=make_article(number=" beside"))
            copy.sources.create(name_en="Port office", checked_by=self.user, checked_at=NOON)
        newest = self.page().xpath("//li[contains(@class, 'record')]")[0]
        for told in ("Culture", "Harbours", "Bora Testman (Text)", "https://example.org/", "다른 곳",
                     "Harbor opens beside", "Port office", "Checked by"):  # fmt: skip
            self.assertIn(told, words(newest))
        self.assertEqual(
            newest.xpath(".//*[contains(text(), '다른 곳')]/ancestor-or-self::*[@lang][1]/@lang"), ["ko"]
        )

    def test_steps_and_publications_stand_between_the_states(self):
        story = make_published(by=self.user)
        self.clock.shift(HOUR)
        rewrite(story, title_en="Harbor closes")
        self.clock.shift(HOUR)
        approve(story, "en")
        correct(story, "en", by=self.user, note="It closes.")
        response = self.client.get(f"/admin/articles/article/{story.pk}/history/")
        kinds = ["event" if "event" in entry else "state" for entry in response.context["entries"]]
        self.assertEqual(kinds[:4], ["event", "event", "event", "state"])
        self.assertIn("event", kinds[4:])
        self.assertContains(response, "edition 2")
        self.assertContains(response, "It closes.")

    def test_one_language_is_told_alone(self):
        self.change(title_en="Harbor closes")
        self.change(title_ko="항구 닫혀")
        with editing(self.article.pk) as copy:
            copy.topics.add(make_topic())
        self.assertEqual(self.records(), [["Topics"], ["Headline (Korean)"], ["Headline (English)"],
                                          self.records()[3]])  # fmt: skip
        self.assertEqual(self.records("?language=ko")[0], ["Headline (Korean)"])
        self.assertEqual(self.records("?language=en")[0], ["Headline (English)"])
        self.assertEqual(len(self.records("?language=xx")), 4)

    def test_long_history_is_paged_with_its_events(self):
        for number in range(30):
            self.change(title_en=f"Harbor {number}")
        approve(self.article, "en")
        self.assertEqual((len(self.records()), len(self.records("?p=2"))), (25, 31 - 25))
        self.assertEqual(self.records("?p=2")[0], ["Headline (English)"])
        self.assertEqual(len(self.page().xpath("//li[@class='happened']")), 2)
        self.assertEqual(len(self.page("?p=2").xpath("//li[@class='happened']")), 0)

    def test_costs_the_same_for_few_states_and_for_many(self):
        for many in (3, 15):
            for number in range(many):
                name = f"t{number}-{many}"
                with editing(self.article.pk, by=self.user) as copy:
                    copy.topics.add(make_topic(name))
                    copy.bylines.create(author=make_author(name))
                    copy.related_links.create(target=make_article(number=name))
                    copy.sources.create(name_en=name, checked_by=self.user, checked_at=NOON)
            with self.assertNumQueries(15):
                self.client.get(self.url)

    def test_a_story_without_states_shows_its_events(self):
        self.article.history.all().delete()
        self.assertEqual(self.records(), [])
        self.assertEqual(self.records("?language=ko"), [])
        self.assertIn("Nothing has been saved yet.", words(self.page("?language=ko")))


class CompareTests(HistoryTestCase):
    def compared(self, one=-1, other=0, status=200):
        numbers = self.numbers()
        return self.page(f"?from={numbers[one]}&to={numbers[other]}", status)

    def test_any_two_states_are_compared_in_the_order_of_time(self):
        self.change(title_en="Harbor closes")
        self.change(title_en="Harbor sleeps", title_ko="항구")
        for page in (self.compared(-1, 0), self.compared(0, -1)):
            self.assertEqual([words(one) for one in page.xpath("//h2")][:2], ["English", "Korean"])
            self.assertEqual([words(one) for one in page.xpath("//del")], ["removed: opens"])
            self.assertEqual([words(one) for one in page.xpath("//ins")], ["added: sleeps", "항구"])

    def test_unchanged_paragraphs_are_folded(self):
        many = "".join(f"<p>Paragraph {number}.</p>" for number in range(9))
        self.change(body_en=many)
        self.change(body_en=many.replace("8.", "eight."))
        page = self.compared(1, 0)
        self.assertEqual([words(one) for one in page.xpath("//details/summary")], ["8 unchanged lines"])
        self.assertEqual([words(one) for one in page.xpath("//ins")], ["added: eight"])

    def test_a_change_of_form_alone_is_told(self):
        self.change(body_en='<p>The <a href="https://elsewhere.example/">harbor</a> opens.</p>')
        page = self.compared()
        self.assertIn("the formatting differs", words(page))
        self.assertIn("https://elsewhere.example/", words(page.xpath("//ins")[0]))

    def test_embeds_and_pictures_are_named(self):
        """Editors do not understand the stored HTML of a block."""
        facts = 'data-image="7" data-title="At Dawn" data-author="TV"'
        embed = f'<figure data-embed="youtube:dQw4w9WgXcQ" {facts}>'
        pictures = '<figure data-image="5"><figcaption></figcaption></figure>' * 2
        caption = "<figcaption>Launch</figcaption></figure>"
        self.change(body_en=f'<p>a</p>{embed}{caption}<div data-kind="gallery">{pictures}</div>')
        added = " ".join(words(one) for one in self.compared().xpath("//ins"))
        self.assertIn("Video on YouTube (dQw4w9WgXcQ), At Dawn, TV, Image 7: Launch", added)
        self.assertIn("Image 5, Image 5", added)
        self.assertNotIn("data-", added)
        self.change(body_en=f"<p>a</p>{embed.replace('Dawn', 'Dusk')}{caption}")
        self.assertIn("added: Dusk", [words(one) for one in self.compared(1, 0).xpath("//ins")])

    def test_leads_to_restoring_a_piece_a_part_or_all(self):
        self.change(title_en="Harbor closes", summary_en="It closes.", title_ko="항구")
        oldest = self.numbers()[-1]
        ways = self.compared().xpath("//a[contains(@href, '/restore/')]/@href")
        queries = [way.partition(f"{self.url}{oldest}/restore/")[2] for way in ways]
        self.assertEqual(
            queries,
            [
                "?piece=title_en",
                "?piece=summary_en",
                "?piece=title_en&piece=summary_en",
                "?piece=title_ko",
                "",
            ],
        )

    def test_what_is_no_pair_of_states_is_not_there(self):
        number, elsewhere = self.numbers()[0], make_article(number=" 2").history.get().history_id
        for query in (
            f"?from={number}&to=9999",
            f"?from=x&to={number}",
            f"?from={number}&to={elsewhere}",
            "?from=&to=",
        ):
            with self.subTest(query):
                self.page(query, 404)
        self.assertRedirects(self.client.get(f"{self.url}?from={number}&to={number}"), self.url)

    def test_who_sees_no_stories_sees_no_history(self):
        self.client.force_login(make_user("stranger", role=None))
        answers = [self.client.get(f"{self.url}{query}").status_code for query in ("", "?from=1&to=2")]
        self.assertEqual(answers, [403, 403])


class RestoreTests(HistoryTestCase):
    def setUp(self):
        super().setUp()
        self.first = self.numbers()[0]
        self.clock.shift(HOUR)
        with editing(self.article.pk, by=self.user) as copy:
            copy.title_en, copy.title_ko = "Harbor closes", "항구 닫혀"
            copy.topics.add(make_topic())
            copy.sources.create(name_en="Port office")
        self.restoring = f"{self.url}{self.first}/restore/"

    def boxes(self, query=""):
        """Return {piece: "chosen", "open" or "closed"} of the restore page."""
        page = html.fromstring(self.client.get(f"{self.restoring}{query}").content.decode())
        found = {}
        for box in page.xpath("//input[@name='piece']"):
            is_chosen = "chosen" if box.get("checked") is not None else "open"
            found[box.get("value")] = "closed" if box.get("disabled") is not None else is_chosen
        return found

    def post(self, *pieces, **told):
        return self.client.post(self.restoring, {"piece": list(pieces), **told}, follow=True)

    def test_asks_with_the_difference_to_now(self):
        page = self.client.get(self.restoring)
        self.assertContains(page, "Harbor")
        text = html.fromstring(page.content.decode())
        self.assertIn("added: opens", [words(one) for one in text.xpath("//ins")])
        self.assertEqual(set(self.boxes()), {"title_en", "title_ko", "topics", "sources"})
        self.assertEqual(set(self.boxes().values()), {"chosen"})
        asked = self.boxes("?piece=title_en")
        self.assertEqual([piece for piece, state in asked.items() if state == "chosen"], ["title_en"])

    def test_restores_what_is_chosen(self):
        page = self.post("title_en", "topics")
        self.assertContains(page, "Restored: Headline (English), Topics.")
        self.article.refresh_from_db()
        self.assertEqual((self.article.title_en, self.article.title_ko), ("Harbor opens", "항구 닫혀"))
        self.assertEqual((self.article.topics.count(), Source.objects.count()), (0, 1))
        self.assertContains(page, "Restored from the version of")

    def test_all_comes_back_and_can_be_taken_back(self):
        changed = self.numbers()[0]
        self.post(*self.boxes())
        self.assertEqual(set(self.boxes()), set())
        restore(self.article, self.article.history.get(pk=changed), PIECES, by=self.user)
        self.assertEqual(self.article.topics.count(), 1)

    def test_a_change_meanwhile_is_shown_first(self):
        page = html.fromstring(self.client.get(self.restoring).content.decode())
        seen = {
            box.get("name"): box.get("value") for box in page.xpath("//input[starts-with(@name, 'seen_')]")
        }
        rewrite(self.article, title_en="Harbor sleeps")
        response = self.post("title_en", **seen)
        self.assertContains(response, "someone changed the English text in the meantime", status_code=409)
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor sleeps")
        self.assertContains(response, "sleeps", status_code=409)

    def test_versions_that_are_no_numbers_are_as_if_not_brought(self):
        for number in ("9" * 5000, "²", "-1", "x\0"):
            with self.subTest(number[:5]):
                response = self.post("title_en", seen_en=number)
                self.assertEqual(response.status_code, 200)

    def test_who_does_not_write_a_language_cannot_choose_it(self):
        self.client.force_login(make_user("desk", role="English desk"))
        self.assertEqual(self.boxes()["title_ko"], "closed")
        self.assertEqual(self.boxes()["title_en"], "chosen")
        before = Snapshot.of(self.article)
        self.assertEqual(self.post("title_en", "title_ko").status_code, 403)
        self.assertEqual(Snapshot.of(self.article), before)

    def test_nothing_chosen_is_told(self):
        for pieces in ((), ("version",), ("id",)):
            self.assertContains(self.post(*pieces), "Select at least one part", status_code=422)

    def test_a_story_keeps_a_headline(self):
        article = make_article(languages=("ko",))
        first = article.history.get()
        rewrite(article, title_en="English", title_ko="")
        response = self.client.post(
            f"/admin/articles/article/{article.pk}/history/{first.pk}/restore/", {"piece": "title_en"}
        )
        self.assertContains(response, "A story needs a headline", status_code=409)

    def test_a_state_of_another_story_is_not_there(self):
        other = make_article(number=" 2")
        for address in (
            f"{self.url}9999/restore/",
            self.url.replace(str(self.article.pk), str(other.pk)) + f"{self.first}/restore/",
        ):
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_who_only_reads_stories_restores_nothing(self):
        self.client.force_login(make_user("stranger", role=None))
        self.assertEqual(self.client.get(self.restoring).status_code, 403)
        self.assertEqual(self.post("title_en").status_code, 403)

    def test_the_list_leads_there(self):
        links = self.page().xpath("//a[contains(@href, '/restore/')]/@href")
        self.assertEqual(links, [self.restoring])
        [chosen] = self.page().xpath("//input[@name='from' and @checked]/@value")
        self.assertEqual(int(chosen), self.first)
        [chosen] = self.page().xpath("//input[@name='to' and @checked]/@value")
        self.assertEqual(int(chosen), self.numbers()[0])

    def test_each_role_restores_what_it_may_write(self):
        pieces = {"title_en": "en", "title_ko": "ko", "topics": None}
        for number, role in enumerate(ROLES):
            user = make_user(f"role-{number}", role=role)
            self.client.force_login(user)
            for piece, language in pieces.items():
                with self.subTest(f"{role} {piece}"):
                    allowed = may(user, Verb.WRITE, language) if language else may_file(user, self.article)
                    allowed = allowed and may_touch(user, self.article)
                    self.assertEqual(may_restore(user, piece, self.article), allowed)
                    # Users without write permission get a 403 page, without boxes.
                    state = self.boxes().get(piece, "closed")
                    self.assertEqual(state, "chosen" if allowed else "closed")
                    before = self.article.history.count()
                    self.assertEqual(self.post(piece).status_code, 200 if allowed else 403)
                    self.assertEqual(self.article.history.count(), before + allowed)
                    if allowed:  # restores the state for the next role
                        changed = self.article.history.order_by("-history_id")[1]
                        restore(self.article, changed, [piece], by=self.user)
