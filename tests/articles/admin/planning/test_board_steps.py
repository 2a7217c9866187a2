"""Cards dragged to another stage of the board: each drop opens the page of an action."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, LanguageProgress
from articles.publishing import publish, withdraw
from tests.articles.admin.planning.test_board import BoardTestCase
from tests.factories import HOUR, approve, make_article, make_section, make_user


class StepTests(BoardTestCase):
    """Columns that a card can be dragged to, as {column: name of the action}."""

    def steps(self, name, language="en", **fields):
        """Return the steps of the only card in a column."""
        LanguageProgress.objects.update(**fields)
        [card] = self.column(self.screen(language=language), name).xpath(".//li")
        steps = dict(step.partition("=")[::2] for step in card.get("data-steps", "").split())
        self.assertEqual("data-move" in card.attrib, bool(steps))
        for address in steps.values():
            self.assertEqual(self.client.get(address).status_code, 200)
        return {column: address.split("/")[-2] for column, address in steps.items()}

    def test_it_goes_where_the_permission_and_the_stage_allow(self):
        make_article(section=make_section("harbor"))
        back = {"writing": "return", "approved": "approve"}
        on = {"scheduled": "schedule", "live": "publish"}
        for role, in_writing, in_review, approved in (
            ("Reporters", {"in_review": "submit"}, {}, {}),
            ("Managing editors", {"in_review": "submit"}, back, {"writing": "reopen"} | on),
            ("Korean desk", {}, {}, {}),
            ("Interns", {}, {}, {}),
        ):
            self.client.force_login(make_user(role.replace(" ", "."), role=role))
            with self.subTest(role):
                self.assertEqual(self.steps("writing", stage="writing"), in_writing)
                self.assertEqual(self.steps("in_review", stage="in_review"), in_review)
                self.assertEqual(self.steps("approved", stage="approved"), approved)

    def test_interns_move_what_they_began_and_what_is_assigned_to_them(self):
        intern = make_user("intern", role="Interns")
        self.client.force_login(intern)
        article = make_article(by=intern)
        self.assertEqual(self.steps("writing", stage="writing"), {"in_review": "submit"})
        Article.objects.filter(pk=article.pk).update(created_by=self.user)
        self.assertEqual(self.steps("writing", stage="writing"), {})
        article.progress.filter(language="ko").update(assignee=intern)
        self.assertEqual(self.steps("writing", stage="writing"), {"in_review": "submit"})

    def test_ones_own_words_are_approved_on_the_page_that_asks_for_the_reason(self):
        make_article()
        found = self.steps("in_review", stage="in_review", changed_by=self.user)
        self.assertEqual(found["approved"], "approve-alone")

    def test_a_translation_goes_live_before_its_source_on_the_page_that_asks_for_the_reason(self):
        article = make_article(languages=("en", "ko"))
        for language in ("en", "ko"):
            approve(article, language)
        self.assertEqual(self.steps("approved", "ko")["live"], "publish-first")
        publish(article, "en", by=None)
        self.assertEqual(self.steps("approved", "ko")["live"], "publish")
        self.clock.shift(HOUR)
        withdraw(article, "en", by=None, note="Wrong.")
        self.assertEqual(self.steps("approved", "ko")["live"], "publish-first")

    def test_the_number_of_cards_does_not_change_the_number_of_queries(self):
        for role in ("Managing editors", "Interns"):
            self.client.force_login(make_user(f"{role}.one".replace(" ", "."), role=role))
            make_article(number=role)
            with CaptureQueriesContext(connection) as before:
                self.screen()
            for number in range(3):
                make_article(number=f"{role} {number}")
            with self.subTest(role), self.assertNumQueries(len(before)):
                self.screen()
