"""Exported stories: states of segments, and comments on them."""

from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Term
from articles.workflow.notes import write_note
from newsroom.interchange.xliff.exports import load_exported_stories, write_translation_file
from newsroom.interchange.xliff.plans import plan_translations, read_translation_file
from tests.factories import approve, make_article
from tests.interchange.xliff.sending import ExchangeCase
from tests.translations.screen import BODY


class ExportedStoryTests(ExchangeCase):
    def units(self, **options):
        [exported] = load_exported_stories([self.article.pk], self.translator, **options)
        return exported.story.units

    def notes(self, place, **options):
        return " | ".join(self.units(**options)[place].notes)

    def test_states_as_translators_know_them(self):
        self.assertEqual({unit.state for unit in self.units()}, {"new"})
        self.take({3: "항구가 열린다.", 4: '<g id="1">계획</g>'})
        self.assertEqual([unit.state for unit in self.units()][3:6], ["translated", "translated", "new"])
        self.change(body_en=BODY.replace("on Monday", "on Tuesday"))
        self.assertEqual(self.units()[3].state, "stale")

    def test_a_draft_is_still_to_be_translated_and_an_approved_text_is_final(self):
        self.address = self.address.removesuffix("exchange/")
        self.post(3, "fill", "항구가")
        self.assertEqual((self.units()[3].state, self.units()[3].target_html), ("new", "항구가"))
        self.post(3, "finish", "항구가 열린다.")
        self.change(title_ko="항구 문 열어", summary_ko="항구가 문을 연다.")
        approve(self.article, "ko")
        self.assertEqual(self.units()[3].state, "approved")

    def test_what_each_segment_is_and_how_long_a_headline_may_be(self):
        roles = [unit.role for unit in self.units()]
        self.assertEqual(roles[:4], ["headline", "summary", "heading", "paragraph"])
        self.assertTrue({"speaker", "item", "cell"} <= set(roles))
        self.assertEqual([unit.max_length for unit in self.units()][:3], [50, 125, None])

    def test_of_a_stale_one_it_is_told_what_its_source_said(self):
        self.take({3: "항구가 열린다."})
        self.change(body_en=BODY.replace("on Monday", "on Tuesday"))
        self.assertIn("“The harbor opens on Monday. Ships wait.”", self.notes(3))
        self.assertIn("The source text has changed", self.notes(3))

    def test_terms_of_the_glossary_stand_at_the_words_that_name_them(self):
        Term.objects.create(name_en="Grain", name_ko="곡물")
        notes = [unit.notes for unit in self.units() if "Grain" in unit.source_html]
        self.assertEqual(notes, [("Glossary: Grain → 곡물",)])
        self.assertEqual([unit.notes for unit in self.units() if "Grain" not in unit.source_html],
                         [()] * (len(self.units()) - 1))  # fmt: skip

    def test_notes_go_only_where_they_are_asked_for_and_only_to_who_reads_them(self):
        about = {"language": "en", "field": "body", "passage": "the plan"}
        write_note(self.article, "Ask the office.", by=self.translator, **about)
        self.assertEqual(self.notes(4), "")
        self.assertEqual(self.notes(4, with_notes=True), "translator: Ask the office.")
        self.assertEqual(self.notes(3, with_notes=True), "")
        self.translator.groups.clear()
        self.translator = type(self.translator).objects.get(pk=self.translator.pk)
        self.assertEqual(self.notes(4, with_notes=True), "")

    def test_the_address_says_whether_notes_go_along(self):
        about = {"language": "en", "field": "body", "passage": "the plan"}
        write_note(self.article, "Ask the office.", by=self.translator, **about)
        self.assertNotContains(self.client.get(f"{self.address}file/"), "Ask the office.")
        self.assertContains(self.client.get(f"{self.address}file/?notes=1"), "Ask the office.")


class QueryTests(ExchangeCase):
    def counted(self, act, *args, **options):
        """Return the number of queries of an action by a person whose permissions are not cached yet."""
        user = get_user_model().objects.get(pk=self.translator.pk)
        with CaptureQueriesContext(connection) as queries:
            act(*args, user, **options)
        return len(queries)

    def both_ways(self, numbers):
        for article in Article.objects.filter(pk__in=numbers):
            about = {"language": "en", "field": "title", "passage": "Harbor"}
            write_note(article, "Which one?", by=self.translator, **about)
        out = self.counted(load_exported_stories, numbers, with_notes=True)
        data = write_translation_file(
            [one.story for one in load_exported_stories(numbers, self.translator)], "1.2"
        )
        return out, self.counted(plan_translations, read_translation_file(data))

    def test_twenty_stories_ask_as_much_as_one(self):
        Term.objects.create(name_en="Grain", name_ko="곡물")
        twenty = [make_article(body_en=BODY, number=f" {n}").pk for n in range(20)]
        counts = self.both_ways([self.article.pk])
        self.assertEqual(self.both_ways(twenty), counts)
        self.assertLess(sum(counts), 20)
