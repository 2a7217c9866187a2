from articles.models import Article, Edition, EditionKind, Event, EventType, Image, Wanted
from articles.publishing import (
    MergeRefused,
    PublicationRefused,
    broken_seals,
    publish,
    quick_fix,
)
from articles.workflow.edit_session import editing, want
from tests.articles.publishing.test_publish import PublishingTestCase, told
from tests.factories import HOUR, NOON, approve, make_article, make_published, make_topic, rewrite

BODY = "<p>The harbor opens.</p><p>Ships wait.</p>"


class QuickFixTests(PublishingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_published(body_en=BODY)
        self.clock.shift(HOUR)

    def working_copy(self):
        return Article.objects.get(pk=self.article.pk)

    def test_a_typo_is_mended_in_what_is_live_and_in_the_working_copy(self):
        fix = quick_fix(self.article, "en", by=None, body=BODY.replace("harbor", "harbour"))
        self.assertEqual((fix.edition.kind, fix.edition.number, fix.unmerged), (EditionKind.MINOR, 2, []))
        self.assertEqual(Edition.objects.live().get().body, BODY.replace("harbor", "harbour"))
        self.assertEqual(self.working_copy().body_en, BODY.replace("harbor", "harbour"))

    def test_unfinished_changes_stay_unpublished(self):
        rewrite(self.article, body_en=BODY.replace("Ships wait", "No ship waits"), summary_en="Unfinished.")
        fix = quick_fix(self.article, "en", by=None, body=BODY.replace("harbor", "harbour"))
        self.assertEqual(fix.edition.body, BODY.replace("harbor", "harbour"))
        self.assertEqual(fix.edition.summary, "The harbor opens on Monday.")
        self.assertEqual(self.working_copy().body_en, "<p>The harbour opens.</p><p>No ship waits.</p>")
        self.assertEqual(self.working_copy().summary_en, "Unfinished.")

    def test_a_fix_of_a_text_that_another_has_replaced_is_refused(self):
        """The number of the latest edition stays the same when a scheduled one goes live."""
        self.change(self.article, title_en="Harbor opens on Friday")
        publish(self.article, "en", by=None, at=NOON + 2 * HOUR)
        self.clock.shift(2 * HOUR)
        seen = {"after": 2, "live_number": 1}
        self.refused(
            lambda: quick_fix(self.article, "en", by=None, summary="On Friday.", **seen), "gone live"
        )

    def test_unfinished_filing_stays_unpublished(self):
        with editing(self.article.pk) as copy:
            copy.topics.add(make_topic())
        fix = quick_fix(self.article, "en", by=None, headline="Harbour opens")
        self.assertEqual(fix.edition.printed["topics"], [])

    def test_words_that_both_changed_stay_the_writers_and_are_named(self):
        rewrite(self.article, title_en="Harbor closes")
        fix = quick_fix(self.article, "en", by=None, headline="Harbor shuts")
        self.assertEqual((fix.edition.headline, fix.unmerged), ("Harbor shuts", ["headline"]))
        self.assertEqual(self.working_copy().title_en, "Harbor closes")

    def test_an_approved_text_stays_approved_and_others_see_that_it_changed(self):
        before = self.article.progress.get(language="en")
        quick_fix(self.article, "en", by=None, headline="Harbour opens")
        after = self.article.progress.get(language="en")
        self.assertEqual((after.stage, after.version), ("approved", before.version + 1))

    def test_nothing_mended_is_refused(self):
        for headline in (None, "Harbor opens", " Harbor opens\u200b"):
            act = lambda headline=headline: quick_fix(self.article, "en", by=None, headline=headline)  # noqa: E731
            self.refused(act, "Nothing has changed")

    def test_emptying_a_text_is_refused(self):
        for texts in ({"headline": " "}, {"summary": ""}, {"body": "<script>x</script>"}):
            self.refused(lambda texts=texts: quick_fix(self.article, "en", by=None, **texts), "cannot remove")

    def test_nothing_live_cannot_be_mended(self):
        self.refused(lambda: quick_fix(self.article, "ko", by=None, headline="x"), "live")

    def test_a_fix_is_sealed_as_it_is_stored(self):
        quick_fix(self.article, "en", by=None, headline="Cafe\u0301  opens ", summary="One.\r\nTwo.")
        live = Edition.objects.live().get()
        self.assertEqual((live.headline, live.summary), ("Café opens", "One.\nTwo."))
        self.assertEqual(list(broken_seals()), [])

    def test_captions_stay_as_they_were_printed(self):
        image = Image.objects.create(file="a.jpg", width=1, height=1, caption_en="Quay", alt_en="A quay")
        figure = f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
        self.change(self.article, body_en=BODY + figure)
        publish(self.article, "en", by=None)
        image.caption_en = "Another quay"
        image.save()
        self.refused(lambda: quick_fix(self.article, "en", by=None), "Nothing has changed")
        fix = quick_fix(self.article, "en", by=None, headline="Harbour opens")
        self.assertEqual(fix.edition.printed["images"][str(image.pk)]["caption"], "Quay")


class UnderScheduledTests(PublishingTestCase):
    """A change under a scheduled edition is live now, and also in the scheduled edition."""

    def setUp(self):
        super().setUp()
        self.article = make_published(body_en=BODY)
        self.change(self.article, summary_en="It opens on Tuesday.")
        self.instant = NOON + 2 * HOUR
        publish(self.article, "en", by=None, at=self.instant)
        self.clock.shift(HOUR)

    def chain(self):
        return list(Edition.objects.of(self.article, "en").order_by("number"))

    def test_a_fix_is_live_now_and_in_the_scheduled_edition(self):
        quick_fix(self.article, "en", by=None, headline="Harbour opens", under=True)
        _first, fixed, ahead = self.chain()
        self.assertEqual((fixed.headline, fixed.summary), ("Harbour opens", "The harbor opens on Monday."))
        self.assertEqual((ahead.headline, ahead.summary), ("Harbour opens", "It opens on Tuesday."))
        self.assertEqual((fixed.live_from, fixed.live_until), (NOON + HOUR, self.instant))
        self.assertEqual((ahead.live_from, ahead.live_until), (self.instant, None))
        self.assertEqual(list(broken_seals()), [])

    def test_the_log_tells_of_all_three_acts(self):
        digest = self.chain()[-1].digest
        quick_fix(self.article, "en", by=None, headline="Harbour opens", under=True)
        acts = [(EventType.CANCELLED, 2), (EventType.PUBLISHED, 2), (EventType.SCHEDULED, 3)]
        self.assertEqual(told(self.article)[-3:], acts)
        self.assertEqual(Event.objects.get(type=EventType.CANCELLED).edition_digest, digest)

    def test_different_words_at_the_same_place_are_refused(self):
        act = lambda: quick_fix(self.article, "en", by=None, summary="It opens on Friday.", under=True)  # noqa: E731
        self.assertEqual(self.refused(act, "same words", error=MergeRefused).fields, ["summary"])

    def test_a_working_copy_that_lacks_the_scheduled_change_goes_under_it(self):
        rewrite(self.article, summary_en="The harbor opens on Monday.", title_en="Harbor opens early")
        approve(self.article, "en")
        live = publish(self.article, "en", by=None, under=True)
        ahead = Edition.objects.of(self.article, "en").ahead().get()
        self.assertEqual((live.headline, live.summary), ("Harbor opens early", "The harbor opens on Monday."))
        self.assertEqual((ahead.headline, ahead.summary), ("Harbor opens early", "It opens on Tuesday."))

    def test_a_change_that_holds_the_whole_scheduled_one_is_refused(self):
        self.change(self.article, title_en="Harbor opens early")
        self.refused(lambda: publish(self.article, "en", by=None, under=True), "Bring that edition forward")

    def test_without_a_scheduled_edition_it_is_refused(self):
        article = make_published()
        self.change(article, title_en="Other")
        act = lambda: publish(article, "en", by=None, under=True)  # noqa: E731
        self.refused(act, "Nothing is scheduled", error=PublicationRefused)

    def test_a_scheduled_first_edition_has_nothing_under_it(self):
        article = make_article()
        approve(article, "en")
        publish(article, "en", by=None, at=self.instant)
        self.change(article, title_en="Other")
        self.refused(lambda: publish(article, "en", by=None, under=True), "live")

    def test_filing_that_both_changed_is_refused_and_filing_of_one_is_taken(self):
        rewrite(self.article, summary_en="The harbor opens on Monday.")
        topic = make_topic()
        with editing(self.article.pk) as copy:
            copy.topics.add(topic)
        approve(self.article, "en")
        live = publish(self.article, "en", by=None, under=True)
        ahead = Edition.objects.of(self.article, "en").ahead().get()
        self.assertEqual((live.printed["topics"], ahead.printed["topics"]), ([topic.pk], [topic.pk]))
        self.assertEqual([filing.topic for filing in ahead.topic_filings.all()], [topic])

    def test_a_brief_under_a_scheduled_full_text_stays_a_brief_until_then(self):
        article = make_article(languages=["ko"], wanted={"ko": Wanted.BRIEF})
        approve(article, "ko")
        publish(article, "ko", by=None)
        want(article, "ko", Wanted.FULL)
        approve(article, "ko")
        publish(article, "ko", by=None, at=self.instant)
        quick_fix(article, "ko", by=None, headline="항구 열어", under=True)
        _first, fixed, ahead = Edition.objects.of(article, "ko").order_by("number")
        self.assertEqual((fixed.is_brief, ahead.is_brief), (True, False))
        self.assertEqual(ahead.headline, "항구 열어")
