"""Search for words within the entries of the memory."""

from newsroom.translations.memory_entries import MemoryPair, remember
from newsroom.translations.memory_matches import memory_hits
from tests.factories import HOUR, NOON, make_user
from tests.translations.screen import TranslationScreenCase

FERRY = ("The ⟨1⟩night ferry⟨/1⟩ left at nine.", "⟨1⟩심야 여객선⟨/1⟩은 아홉 시에 떠났다.")


class SearchingTests(TranslationScreenCase):
    def remember(self, source, target, *, language="en", at=NOON):
        remember([MemoryPair("p", source, target)], source_language=language, by=None, at=at)

    def found(self, text):
        return [hit.entry.source_text for hit in memory_hits(text)]

    def test_all_words_stand_in_any_order_on_one_side(self):
        self.remember(*FERRY)
        for text in ("night ferry", "FERRY left", "여객선", "떠났다 심야"):
            self.assertEqual(self.found(text), [FERRY[0]], text)
        for text in ("night boat", "ferry 심야", "", " "):
            self.assertEqual(self.found(text), [], text)

    def test_either_language_may_have_been_the_source_and_the_latest_comes_first(self):
        self.remember(*FERRY)
        self.remember("심야 여객선이 멈췄다.", "The night ferry stopped.", language="ko", at=NOON + HOUR)
        self.assertEqual(self.found("night ferry"), ["심야 여객선이 멈췄다.", FERRY[0]])

    def test_the_words_are_cut_out_of_texts_without_tags(self):
        self.remember(*FERRY)
        [hit] = memory_hits("Night ferry")
        self.assertEqual(hit.source, ["The ", "night", " ", "ferry", " left at nine."])
        self.assertEqual(hit.target, ["심야 여객선은 아홉 시에 떠났다."])

    def test_hangul_that_is_typed_in_pieces_is_found(self):
        self.remember(*FERRY)
        self.assertEqual(self.found("\u110b\u1167\u1100\u1162\u11a8\u1109\u1165\u11ab"), [FERRY[0]])

    def test_signs_of_patterns_are_signs(self):
        self.remember("It cost 50% (a lot).", "50%나 들었다.")
        for text in ("50%", "(a", "%"):
            self.assertEqual(len(self.found(text)), 1, text)
        self.assertEqual(self.found(".*"), [])

    def test_the_page_shows_it_to_who_may_see_the_story(self):
        self.remember(*FERRY)
        answer = self.client.get(f"{self.address}search/", {"q": "ferry"})
        self.assertContains(answer, "1 earlier translation<")
        self.assertContains(answer, '<p lang="en">The night <mark>ferry</mark> left at nine.</p>')
        self.client.force_login(make_user("stranger", role=None))
        self.assertEqual(self.client.get(f"{self.address}search/", {"q": "ferry"}).status_code, 403)
