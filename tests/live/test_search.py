"""Readers find a story by words of its live entries until these are removed."""

from articles.models import LegalGround
from articles.publishing import withdraw
from articles.redaction.performing import perform_redaction, request_redaction
from newsroom.live.publication import correct_entry, take_down
from newsroom.search.consumer import catch_up, rebuild_index
from newsroom.search.models import KnownWord
from tests.factories import HOUR, make_user, rewrite
from tests.live.cases import post, translate
from tests.live.test_pages import PagesTestCase
from tests.public.newsdesk import publish_again


class SearchTests(PagesTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        catch_up()

    def finds(self, words, language="en"):
        catch_up()
        answer = self.client.get(f"/{language}/search/", {"q": words})
        return f"/{language}/articles/{self.story.pk}/" in answer.content.decode()

    def test_words_of_an_entry_find_its_story_in_the_language_of_the_entry(self):
        self.assertFalse(self.finds("zeppelin"))
        translate(post(self.story, text="A zeppelin landed."), "비행선이 착륙했다.")
        self.assertTrue(self.finds("zeppelin"))
        self.assertTrue(self.finds("비행선", "ko"))
        self.assertTrue(self.finds("harbor"))

    def test_an_entry_that_was_corrected_or_taken_down_finds_nothing(self):
        post(self.story, text="A zeppelin landed.")
        post(self.story, text="A submarine surfaced.")
        catch_up()
        correct_entry(self.story, 1, "en", "An airship landed.", by=self.by, seen=1)
        take_down(self.story, 2, by=self.by)
        self.assertFalse(self.finds("zeppelin") or self.finds("submarine"))
        self.assertTrue(self.finds("airship"))
        self.assertFalse(KnownWord.objects.filter(text__in=["zeppelin", "submarine", "airship"]).exists())

    def test_the_next_edition_and_a_rebuilt_index_find_it_too(self):
        post(self.story, text="A zeppelin landed.")
        catch_up()
        self.clock.shift(HOUR)
        rewrite(self.story, summary_en="It opens on Tuesday.")
        publish_again(self.story, kind="update", note="It opens.", note_there="문을 연다.")
        self.assertTrue(self.finds("zeppelin"))
        list(rebuild_index())
        self.assertTrue(self.finds("zeppelin"))

    def test_entries_that_were_withdrawn_with_the_story_stay_away(self):
        post(self.story, text="A zeppelin landed.")
        self.assertTrue(self.finds("zeppelin"))
        withdraw(self.story, "en", by=self.by, note="It was untrue.")
        self.clock.shift(HOUR)
        self.assertFalse(self.finds("zeppelin"))
        publish_again(self.story)
        self.clock.shift(HOUR)
        self.assertFalse(self.finds("zeppelin"))

    def test_removed_words_find_nothing(self):
        post(self.story, text="Zebediah Testman said it.")
        self.assertTrue(self.finds("zebediah"))
        words = request_redaction(
            words="Zebediah Testman", ground=LegalGround.COURT, reference="1", by=self.by
        )
        perform_redaction(words, by=make_user("second"))
        self.assertFalse(self.finds("zebediah"))
