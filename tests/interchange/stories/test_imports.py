"""Import of a draft: the working copy, its related block and its filing."""

from unittest import mock

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from articles.body.manuscript.story_text import read_story_text
from articles.models import Article, RelatedLink
from articles.publishing import PublicationRefused, publish
from newsroom.interchange.stories import StoryFiling, find_filing, get_insight_names, import_story
from tests.articles.body.manuscript.sample_texts import KOREAN, LABELLED, MARKDOWN
from tests.factories import (
    approve,
    make_author,
    make_publication,
    make_section,
    make_topic,
    make_user,
    rewrite,
)


def imported(text, language="en", **options):
    draft = read_story_text(text, language=language)
    return import_story(draft, filing=find_filing(draft), **options)


class ImportStoryTests(TestCase):
    def test_keeps_text_in_the_language_of_the_story_alone(self):
        article = Article.objects.get(pk=imported(LABELLED).pk)
        self.assertEqual(article.source_language, "en")
        self.assertTrue(article.title_en.startswith("Maristan"))
        self.assertIn('<aside data-kind="why-it-matters">', article.body_en)
        self.assertEqual((article.title_ko, article.summary_ko, article.body_ko), ("", "", ""))

    def test_keeps_a_korean_story_in_korean(self):
        article = Article.objects.get(pk=imported(KOREAN, language="ko").pk)
        self.assertEqual(article.title_ko, "마리스탄과 올드포트, 여객선 협상 재개")
        self.assertEqual((article.source_language, article.title_en), ("ko", ""))

    def test_keeps_related_stories_unresolved_in_their_own_language(self):
        links = list(imported(LABELLED).related_links.all())
        self.assertEqual([link.position for link in links], [0, 1, 2, 3])
        self.assertTrue(all(link.summary_ko and not link.summary_en for link in links))
        self.assertFalse(any(link.is_resolved for link in links))

    def test_keeps_addresses_and_titles_of_related_stories(self):
        _first, second = imported(MARKDOWN).related_links.all()
        self.assertEqual((second.title_en, second.title_ko), ("The ice stays", ""))
        self.assertTrue(second.is_resolved)

    def test_cannot_be_published_while_a_related_story_leads_nowhere(self):
        article = imported(LABELLED)
        rewrite(article, section=make_section())
        approve(article, "en")
        with self.assertRaisesMessage(PublicationRefused, "no link yet"):
            publish(article, "en", by=None)

    def test_keeps_the_whole_story_in_its_history(self):
        article = imported(LABELLED, by=make_user())
        latest = article.history.first()
        self.assertEqual(latest.history_user.username, "editor")
        self.assertEqual(len(latest.snapshot["filing"]["related"]), 4)

    def test_is_refused_to_those_who_may_not_write_the_language(self):
        translator = make_user("translator", role="Korean translators")
        with self.assertRaises(PermissionDenied):
            imported(LABELLED, by=translator)
        self.assertEqual(imported(KOREAN, language="ko", by=translator).created_by, translator)

    def test_leaves_nothing_behind_when_it_fails(self):
        with (
            mock.patch.object(RelatedLink.objects, "create", side_effect=RuntimeError),
            self.assertRaises(RuntimeError),
        ):
            imported(LABELLED)
        self.assertFalse(Article.objects.exists())


class FilingTests(TestCase):
    draft = read_story_text(MARKDOWN, language="en")

    def test_finds_names_in_either_language_and_addresses(self):
        section, author = make_section("economy"), make_author(name_en="Bora Testman")
        harbours, ferries = make_topic("harbours"), make_topic("boats", name_en="ferries")
        filing = find_filing(self.draft)
        self.assertEqual(filing.section, section)
        self.assertEqual(filing.topics, [harbours, ferries])
        self.assertEqual(filing.authors, [author])
        article = import_story(self.draft, filing=filing)
        self.assertEqual(set(article.topics.all()), {harbours, ferries})
        self.assertEqual(article.bylines.get().author, author)

    def test_creates_nothing_for_names_that_are_unknown(self):
        filing = find_filing(self.draft)
        self.assertEqual((filing.section, filing.topics, filing.authors), (None, [], []))
        self.assertEqual(
            [str(note) for note in filing.notes],
            [
                "line 4: there is no section “economy”: choose one in the story",
                "line 5: there is no topic “harbours”: choose or add one in the story",
                "line 5: there is no topic “Ferries”: choose or add one in the story",
                "line 6: there is no author “Bora Testman”: choose one in the story",
            ],
        )

    def test_follows_merged_topics(self):
        target = make_topic("ships")
        make_topic("harbours", merged_into=target)
        self.assertEqual(find_filing(self.draft).topics, [target])

    def test_asks_when_two_authors_have_one_name(self):
        for slug in ("one", "two"):
            make_author(slug, name_en="Bora Testman")
        filing = find_filing(self.draft)
        self.assertEqual(filing.authors, [])
        self.assertIn("more than one author", filing.notes[-1].message)

    def test_prefers_the_section_that_is_given(self):
        make_section("economy")
        culture = make_section("culture")
        self.assertEqual(find_filing(self.draft, section=culture).section, culture)

    def test_is_empty_by_itself(self):
        self.assertEqual(find_filing(read_story_text(LABELLED, language="en")), StoryFiling())


class InsightNamesTests(TestCase):
    def test_are_those_of_the_publication(self):
        self.assertEqual(get_insight_names(), ())
        make_publication()
        self.assertEqual(get_insight_names(), ("Harbor Insight",))
