"""Preflight at publication: blockers always refuse, warnings are confirmed by people."""

from articles.checks.registry import examine
from articles.models import Edition, Event, EventType, Image, Wanted
from articles.publishing import (
    PreflightRefused,
    WarningsUnconfirmed,
    bring_forward,
    publish,
    publish_together,
    quick_fix,
    reschedule,
    reschedule_together,
    withdraw,
)
from tests.articles.publishing.acts import PublishingTestCase
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_article,
    make_published,
    make_topic,
    make_whole_article,
    rewrite,
)


class InspectingTestCase(PublishingTestCase):
    def make_approved(self, make=make_whole_article, **columns):
        article = make(**columns)
        approve(article, "en")
        return article

    def warnings(self, article):
        found = examine(article, article.progress.get(language="en"))
        return [finding.fingerprint for finding in found]


class BlockerTests(InspectingTestCase):
    def test_all_of_them_are_told_with_their_places(self):
        article = self.make_approved(body_en="<p>The **harbor** and the *quay*.</p>", section=None)
        refusal = self.refused(
            lambda: publish(article, "en", by=None), "“**harbor**”", "“*quay*”", error=PreflightRefused
        )
        self.assertEqual(
            [finding.code for finding in refusal.findings],
            ["text.markdown", "text.markdown", "filing.section"],
        )

    def test_a_brief_is_held_to_them_too(self):
        article = self.make_approved(summary_en="The **harbor** opens soon.", wanted={"en": Wanted.BRIEF})
        self.refused(lambda: publish(article, "en", by=None), "**harbor**", error=PreflightRefused)

    def test_a_text_that_no_reader_of_a_brief_sees_is_not(self):
        article = self.make_approved(body_en="<p>The **harbor**.</p>", wanted={"en": Wanted.BRIEF})
        self.assertTrue(publish(article, "en", by=None).is_brief)

    def test_a_schedule_is_judged_by_its_instant(self):
        image = Image.objects.create(
            file="a.jpg", width=1, height=1, alt_en="A quay", credit_en="Bora", rights_until=NOON + HOUR
        )
        article = self.make_approved(lead_image=image)
        self.refused(
            lambda: publish(article, "en", by=None, at=NOON + HOUR), "rights", error=PreflightRefused
        )
        self.assertTrue(publish(article, "en", by=None, at=NOON + HOUR / 2))

    def test_a_change_under_a_scheduled_edition_is_held_to_them(self):
        article = make_published()
        self.change(article, summary_en="The harbor opens on Tuesday.")
        publish(article, "en", by=None, at=NOON + HOUR)
        self.change(article, title_en="**Harbor** opens")
        self.refused(lambda: publish(article, "en", by=None, under=True), error=PreflightRefused)

    def test_what_it_makes_of_the_scheduled_edition_is_judged_by_its_instant(self):
        article = make_published(body_en="<p>The harbor.</p>")
        self.change(article, summary_en="The harbor opens on Tuesday.")
        publish(article, "en", by=None, at=NOON + HOUR)
        image = Image.objects.create(
            file="a.jpg", width=1, height=1, alt_en="A quay", rights_until=NOON + HOUR
        )
        figure = f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
        monday = "The harbor opens on Monday."
        self.change(article, summary_en=monday, body_en=f"<p>The harbor.</p>{figure}")
        self.refused(lambda: publish(article, "en", by=None, under=True), "rights", error=PreflightRefused)


class WarningTests(InspectingTestCase):
    def test_a_person_is_asked_to_look_at_them(self):
        article = self.make_approved(make_article)
        refusal = self.refused(
            lambda: publish(article, "en", by=None, confirmed=[]), error=WarningsUnconfirmed
        )
        self.assertEqual([finding.code for finding in refusal.findings], ["filing.byline", "source.none"])

    def test_the_log_keeps_what_was_looked_at(self):
        article = self.make_approved(make_article)
        publish(article, "en", by=None, confirmed=self.warnings(article))
        event = Event.objects.get(type=EventType.PUBLISHED)
        self.assertEqual(event.details["warnings"], ["filing.byline", "source.none"])

    def test_a_new_one_is_asked_again(self):
        article = self.make_approved(make_article)
        seen = self.warnings(article)
        article.related_links.create(url="https://paper.example/1")
        self.refused(lambda: publish(article, "en", by=None, confirmed=seen), error=WarningsUnconfirmed)

    def test_a_clean_story_asks_for_nothing(self):
        article = self.make_approved()
        publish(article, "en", by=None, confirmed=[])
        self.assertNotIn("warnings", Event.objects.get(type=EventType.PUBLISHED).details)


class QuickFixTests(InspectingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_published(body_en="<p>The harbor opens. So does the key.</p>")
        self.clock.shift(HOUR)

    def test_the_mended_text_is_examined(self):
        body = "<p>The harbor opens. So does the **quay**.</p>"
        self.refused(
            lambda: quick_fix(self.article, "en", by=None, body=body), "**quay**", error=PreflightRefused
        )

    def test_the_working_copy_is_not(self):
        self.change(self.article, summary_en="The **harbor** opens.", section=None)
        fix = quick_fix(self.article, "en", by=None, body="<p>The harbor opens. So does the quay.</p>")
        self.assertIn("quay", fix.edition.body)

    def test_what_readers_have_already_does_not_hold_up_the_rest(self):
        image = Image.objects.create(
            file="a.jpg", width=1, height=1, alt_en="A key", rights_until=NOON + 2 * HOUR
        )
        figure = f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
        self.change(self.article, body_en=f"<p>So does the key.</p>{figure}")
        publish(self.article, "en", by=None)
        self.clock.shift(2 * HOUR)
        fix = quick_fix(self.article, "en", by=None, body=f"<p>So does the quay.</p>{figure}", confirmed=[])
        self.assertEqual(Edition.objects.live().get(), fix.edition)

    def test_a_new_warning_is_confirmed(self):
        body = "<p>The harbor opens. Who knows???</p>"
        self.refused(
            lambda: quick_fix(self.article, "en", by=None, body=body, confirmed=[]), error=WarningsUnconfirmed
        )
        quick_fix(self.article, "en", by=None, body=body)


class MovingTests(InspectingTestCase):
    """Scheduled editions are checked again when they are moved, for their new instant."""

    def schedule(self, **columns):
        article = self.make_approved(**columns)
        publish(article, "en", by=None, at=NOON + HOUR)
        return article

    def test_what_blocks_at_the_new_instant_refuses(self):
        image = Image.objects.create(
            file="a.jpg", width=1, height=1, alt_en="A", credit_en="B", rights_until=NOON + 2 * HOUR
        )
        article = self.schedule(lead_image=image)
        self.refused(
            lambda: reschedule(article, "en", by=None, at=NOON + 3 * HOUR), "rights", error=PreflightRefused
        )
        self.assertTrue(reschedule(article, "en", by=None, at=NOON + HOUR / 2))

    def test_what_has_become_a_blocker_since_refuses(self):
        target, article = make_published(), self.make_approved()
        article.related_links.create(target=target)
        publish(article, "en", by=None, at=NOON + HOUR)
        self.clock.shift(HOUR / 2)
        withdraw(target, "en", by=None, note="Gone.")
        self.clock.shift(HOUR / 4)
        self.refused(lambda: bring_forward(article, "en", by=None), "withdrawn", error=PreflightRefused)

    def test_a_warning_of_the_new_instant_is_confirmed_and_kept(self):
        first, article = self.schedule(), self.make_approved()
        article.related_links.create(target=first)
        publish(article, "en", by=None, at=NOON + HOUR, confirmed=[])
        refusal = self.refused(
            lambda: bring_forward(article, "en", by=None, confirmed=[]), error=WarningsUnconfirmed
        )
        bring_forward(article, "en", by=None, confirmed=[one.fingerprint for one in refusal.findings])
        event = Event.objects.get(type=EventType.BROUGHT_FORWARD)
        self.assertEqual(event.details["warnings"], ["related.nowhere"])

    def test_what_joined_the_working_copy_since_is_not_judged(self):
        article = self.schedule()
        rewrite(article, summary_en="The **harbor** opens soon.", title_en="**Soon**")
        article.related_links.create(title_en="Nowhere yet")
        article.topics.add(make_topic(name_en=""))
        planned = Edition.objects.ahead().get(article=article)
        moved = bring_forward(article, "en", by=None, confirmed=[])
        self.assertEqual(moved.headline, planned.headline)
        self.assertIn(moved, Edition.objects.live())

    def test_both_languages_are_looked_at_with_one_press(self):
        article = self.make_approved(make_article, languages=("en", "ko"))
        approve(article, "ko")
        both = {"by": None, "at": NOON + 2 * HOUR}
        publish_together(article, "en", **both)
        refusal = self.refused(
            lambda: reschedule_together(article, "en", **both | {"at": NOON + HOUR}, confirmed=[]),
            error=WarningsUnconfirmed,
        )
        self.assertEqual({one.language for one in refusal.findings}, {"en", "ko"})


class TogetherTests(InspectingTestCase):
    def test_both_languages_are_judged_by_their_instant(self):
        """Otherwise findings of that instant would appear for one language after the other."""
        image = Image.objects.create(
            file="a.jpg", width=1, height=1, alt_en="A", alt_ko="가", rights_until=NOON + HOUR
        )
        article = self.make_approved(languages=("en", "ko"), lead_image=image)
        approve(article, "ko")
        refusal = self.refused(
            lambda: publish_together(article, "en", by=None, at=NOON + HOUR), error=PreflightRefused
        )
        self.assertEqual([one.language for one in refusal.findings], ["en", "ko"])
