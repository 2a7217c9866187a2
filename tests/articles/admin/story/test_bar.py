"""The bar of the story's form: the next action for each person, the others, and reasons of returns."""

from unittest import mock

from articles.admin.story.bar import build_bar, offered_actions
from articles.models import Article, EditionKind, LanguageProgress, Stage, Wanted
from articles.publishing import publish, withdraw
from articles.workflow.transitions import perform
from tests.articles.admin.forms import change_url, opened
from tests.cases import ClockTestCase
from tests.factories import HOUR, approve, make_article, make_published, make_user, rewrite

ROLES = (
    "Reporters",
    "English translators",
    "Korean translators",
    "English desk",
    "Korean desk",
    "Managing editors",
)


class BarTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.people = {role: make_user(role.replace(" ", "."), role=role) for role in ROLES}

    def next_for(self, article, role):
        """Return the first action of the bar, as its form posts it."""
        buttons = build_bar(article, self.people[role]).main
        return buttons[0].value if buttons and buttons[0].is_next else ""

    def stand(self, article, **stages):
        for language, stage in stages.items():
            LanguageProgress.objects.filter(article=article, language=language).update(stage=stage)


class OfferTests(BarTestCase):
    def test_the_rules_of_the_actions_are_asked_once_for_each_language(self):
        article = make_published()
        with mock.patch("articles.admin.story.bar.offered_actions", side_effect=offered_actions) as asked:
            build_bar(article, self.people["Managing editors"])
        self.assertEqual(asked.call_count, 2)


class NextTests(BarTestCase):
    def expect(self, article, **expected):
        for role in ROLES:
            with self.subTest(role=role):
                self.assertEqual(self.next_for(article, role), expected.get(role.replace(" ", "_"), ""))

    def test_a_text_that_is_being_written_is_submitted_by_those_who_write_it(self):
        self.expect(
            make_article(wanted={"en": Wanted.FULL, "ko": Wanted.NOTHING}),
            Reporters="submit:en",
            English_translators="submit:en",
            English_desk="submit:en",
            Managing_editors="submit:en",
        )

    def test_a_translation_that_nobody_has_begun_is_taken_on_once_the_desk_reads_its_source(self):
        article = make_article()
        self.stand(article, en=Stage.IN_REVIEW)
        self.expect(
            article,
            Reporters="assign-to-self:ko",
            Korean_translators="assign-to-self:ko",
            Korean_desk="assign-to-self:ko",
            English_desk="approve:en",
            Managing_editors="approve:en",
        )
        self.stand(article, en=Stage.APPROVED)
        self.expect(
            article,
            Reporters="assign-to-self:ko",
            Korean_translators="assign-to-self:ko",
            Korean_desk="assign-to-self:ko",
            English_desk="publish:en",
            Managing_editors="publish:en",
        )

    def test_a_translation_is_taken_on_while_its_source_is_live(self):
        self.assertEqual(self.next_for(make_published(), "Korean translators"), "assign-to-self:ko")

    def test_no_translation_is_begun_of_what_was_withdrawn(self):
        article = make_published()
        self.clock.shift(HOUR)
        withdraw(article, "en", by=None, note="It was wrong.")
        self.clock.shift(HOUR)
        self.assertEqual(self.next_for(article, "Korean translators"), "")

    def test_a_text_in_review_is_approved_by_its_desk_alone(self):
        article = make_article(languages=("en", "ko"))
        self.stand(article, en=Stage.IN_REVIEW, ko=Stage.IN_REVIEW)
        self.expect(
            article, English_desk="approve:en", Korean_desk="approve:ko", Managing_editors="approve:en"
        )

    def test_what_readers_wait_for_comes_before_what_the_desk_waits_for(self):
        article = make_article(languages=("en", "ko"))
        self.stand(article, en=Stage.APPROVED, ko=Stage.IN_REVIEW)
        self.expect(
            article, English_desk="publish:en", Korean_desk="approve:ko", Managing_editors="publish:en"
        )

    def test_a_translation_does_not_come_before_its_source_by_the_way(self):
        article = make_article(languages=("en", "ko"))
        self.stand(article, en=Stage.IN_REVIEW, ko=Stage.APPROVED)
        self.expect(article, English_desk="approve:en", Managing_editors="approve:en")
        shown = build_bar(article, self.people["Korean desk"]).languages[1]
        self.assertIn("publish-first:ko", [button.value for button in shown.more])
        self.assertIn("The source will not be live by then", str(shown.missing[0]))

    def test_a_change_of_what_is_live_says_first_what_it_is(self):
        article = make_published()
        rewrite(article, title_en="Harbor opens early")
        perform("approve", article, language="en", by=self.people["English desk"])
        self.assertEqual(self.next_for(article, "English desk"), "publish-as:en")

    def test_what_was_withdrawn_is_not_asked_back(self):
        article = make_published(languages=("en", "ko"))
        self.clock.shift(HOUR)
        withdraw(article, "en", by=None, note="It was wrong.")
        self.assertEqual(self.next_for(article, "English desk"), "")
        shown = build_bar(article, self.people["English desk"]).languages[0]
        self.assertIn("publish-again:en", [button.value for button in shown.more])

    def test_nothing_is_next_when_all_is_live(self):
        self.expect(make_published(languages=("en", "ko")))


class ButtonTests(BarTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=("en", "ko"))

    def setUp(self):
        super().setUp()
        self.stand(self.article, ko=Stage.IN_REVIEW)

    def test_return_stands_beside_approve(self):
        shown = build_bar(self.article, self.people["Korean desk"])
        self.assertEqual([button.value for button in shown.main], ["approve:ko", "return:ko"])
        self.assertEqual(shown.main[0].label, "Approve Korean")
        self.assertEqual(shown.next_language, "ko")

    def test_who_wrote_the_last_change_may_approve_alone_but_is_not_urged_to(self):
        desk = self.people["English desk"]
        rewrite(self.article, by=desk, title_en="Harbor opens early")
        perform("submit", self.article, language="en", by=self.people["Reporters"])
        shown = build_bar(self.article, desk)
        self.assertEqual([button.value for button in shown.main], ["approve-alone:en"])
        self.client.force_login(desk)
        [primary] = opened(self.client, self.article).form.xpath(".//*[contains(@class, 'next')]")
        self.assertEqual(primary.get("name"), "_continue")
        other = build_bar(self.article, self.people["Managing editors"])
        self.assertEqual([button.value for button in other.main], ["approve:en", "return:en"])

    def test_every_offer_is_a_button_once(self):
        self.client.force_login(self.people["Managing editors"])
        page = opened(self.client, self.article).form
        values = [button.get("value") for button in page.xpath(".//button[@name='_action']")]
        self.assertEqual(len(values), len(set(values)))
        self.assertIn("submit:en", values)
        self.assertEqual(values.count("return:ko"), 1)

    def test_only_what_is_next_is_primary(self):
        expected = {
            "Reporters": ["submit:en", "Submit English"],
            "Korean translators": ["1", "Save"],
            "Korean desk": ["approve:ko", "Approve Korean"],
            "Managing editors": ["approve:ko", "Approve Korean"],
        }
        for role, button in expected.items():
            with self.subTest(role=role):
                self.client.force_login(self.people[role])
                page = opened(self.client, self.article).form
                [primary] = page.xpath(".//*[contains(concat(' ', @class, ' '), ' next ')]")
                self.assertEqual([primary.get("value"), primary.text_content().strip()], button)

    def test_saving_is_primary_when_nothing_is_next(self):
        self.client.force_login(self.people["Managing editors"])
        article = make_published(languages=("en", "ko"))
        [primary] = opened(self.client, article).form.xpath(".//*[contains(@class, 'next')]")
        self.assertEqual(primary.get("name"), "_continue")

    def test_saving_is_primary_after_a_refusal(self):
        shown = build_bar(self.article, self.people["Korean desk"], is_refused=True)
        self.assertEqual(shown.main, [])
        values = [button.value for item in shown.languages for button in item.more]
        self.assertLessEqual({"approve:ko", "return:ko"}, set(values))

    def test_a_translation_behind_its_source_is_marked(self):
        article = make_published(languages=("en", "ko"))
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor opens early")
        approve(article, "en")
        publish(article, "en", by=None, kind=EditionKind.UPDATE)
        self.client.force_login(self.people["Korean translators"])
        form = opened(self.client, article).form
        for language, count in (("en", 0), ("ko", 1)):
            with self.subTest(language=language):
                panel = f".//details[@id='bar-{language}']"
                self.assertEqual(len(form.xpath(f"{panel}//span[text()='Outdated']")), count)
                told = "The source was published again after this translation"
                self.assertEqual(len(form.xpath(f"{panel}//li[text()='{told}']")), count)


class SentBackTests(BarTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article()

    def setUp(self):
        super().setUp()
        self.take("submit", "Reporters")
        self.take("return", "English desk", reason="Who told us so?")

    def take(self, name, role, **told):
        perform(name, self.article, language="en", by=self.people[role], **told)

    def page(self):
        self.client.force_login(self.people["Reporters"])
        return self.client.get(change_url(self.article)).content.decode()

    def test_the_reason_is_told_where_the_text_is_written(self):
        page = self.page()
        self.assertIn("Who told us so?", page)
        self.assertIn("English.desk", page)

    def test_who_sent_it_back_has_nothing_more_to_do(self):
        desk, reporter = (
            build_bar(self.article, self.people[role]) for role in ("English desk", "Reporters")
        )
        self.assertEqual(desk.main, [])
        self.assertIn("submit:en", [button.value for button in desk.languages[0].more])
        self.assertEqual([button.value for button in reporter.main], ["submit:en"])

    def test_the_reason_is_said_to_machines_in_the_language_of_whoever_wrote_it(self):
        self.take("submit", "Reporters")
        self.take("return", "English desk", reason="출처가 없습니다.")
        self.assertInHTML('<p lang="ko">출처가 없습니다.</p>', self.page())

    def test_it_is_told_no_more_when_the_text_is_submitted_again(self):
        self.take("submit", "Reporters")
        self.assertNotIn("Who told us so?", self.page())

    def test_the_bar_asks_the_database_the_same_however_long_the_log_is(self):
        self.people["Reporters"].get_all_permissions()

        def count():
            article = Article.objects.get(pk=self.article.pk)
            with self.assertNumQueries(13):
                build_bar(article, self.people["Reporters"])

        count()
        for _turn in range(3):
            self.take("submit", "Reporters")
            self.take("return", "English desk", reason="Again.")
        count()


class ApprovedTests(BarTestCase):
    def test_approved_text_is_published_by_those_who_may(self):
        article = make_article()
        approve(article, "en")
        self.assertEqual(self.next_for(article, "English desk"), "publish:en")
        self.assertEqual(self.next_for(article, "Reporters"), "assign-to-self:ko")
