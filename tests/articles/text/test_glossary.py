"""Terms found in texts, and what is offered for them."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.glossary import GlossaryEntry, TermForms, insert_form, term_occurrences, term_wordings

FTA = GlossaryEntry(
    "fta",
    en=TermForms("free trade agreement", "FTA", wrong=("free commerce agreement",)),
    ko=TermForms("자유 무역 협정", "협정", ("FTA",), ("자유통상협정",)),
)
BANK = GlossaryEntry(
    "bank", en=TermForms("Bank of Haeon", "the bank"), ko=TermForms("해온은행", "해은"), is_exact=True
)
RICE = GlossaryEntry("rice", en=TermForms("rice"), ko=TermForms("쌀"))
ENTRIES = [FTA, BANK, RICE]


def found(text, language, entries=ENTRIES):
    """Return [(key, words)] of the terms in a text, with a mark at wrong ones."""
    return [
        (one.entry.key + "!" * one.is_wrong, text[one.start : one.end])
        for one in term_occurrences(text, language, entries)
    ]


class TestOccurrences:
    @pytest.mark.parametrize(
        ("text", "language", "expected"),
        [
            (
                "The free-trade agreements, an FTA’s end.",
                "en",
                [("fta", "free-trade agreements"), ("fta", "FTA")],
            ),
            ("Free Trade Agreement signed", "en", [("fta", "Free Trade Agreement")]),
            ("The fta and a bank of haeon", "en", []),
            ("A free commerce agreement", "en", [("fta!", "free commerce agreement")]),
            ("Bank of Haeon’s rice", "en", [("bank", "Bank of Haeon"), ("rice", "rice")]),
            ("자유무역협정을, 자유 무역 협정은", "ko", [("fta", "자유무역협정"), ("fta", "자유 무역 협정")]),
            ("FTA로 자유통상협정까지", "ko", [("fta", "FTA"), ("fta!", "자유통상협정")]),
            ("해온은행장과 해온은행 측은", "ko", [("bank", "해온은행")]),
            ("쌀값과 쌀을, 찹쌀은", "ko", [("rice", "쌀")]),
            ("", "ko", []),
        ],
    )
    def test_are_whole_words_in_all_their_shapes(self, text, language, expected):
        assert found(text, language) == expected

    def test_know_their_form_and_place(self):
        [one] = term_occurrences("새 협정은 남는다.", "ko", ENTRIES)
        assert one == (FTA, "협정", 2, 4, False)

    def test_the_longest_wins(self):
        house = GlossaryEntry("house", ko=TermForms("해온은행 본점"))
        assert found("해온은행 본점에서", "ko", [*ENTRIES, house]) == [("house", "해온은행 본점")]

    def test_tell_every_entry_that_shares_the_words(self):
        other = GlossaryEntry("other", ko=TermForms("해은"))
        assert found("해은이", "ko", [BANK, other]) == [("bank", "해은"), ("other", "해은")]

    def test_tell_an_entry_once_where_two_of_its_forms_fit(self):
        rate = GlossaryEntry("rate", en=TermForms("interest rate", synonyms=("Interest rates",)))
        assert found("An interest rate", "en", [rate]) == [("rate", "interest rate")]

    def test_what_is_right_for_one_is_wrong_for_none(self):
        strict = GlossaryEntry("strict", ko=TermForms("해온중앙은행", wrong=("해온은행",)))
        assert found("해온은행은", "ko", [BANK, strict]) == [("bank", "해온은행")]

    def test_mind_blanks_and_capitals_where_these_are_what_is_wrong(self):
        spaced = GlossaryEntry("spaced", ko=TermForms("자유무역협정", wrong=("자유 무역 협정",)))
        assert found("자유무역협정과 자유 무역 협정", "ko", [spaced]) == [
            ("spaced", "자유무역협정"),
            ("spaced!", "자유 무역 협정"),
        ]
        net = GlossaryEntry("net", en=TermForms("internet", wrong=("Internet",)))
        assert found("Internet and Internet, the internet. Internet", "en", [net]) == [
            ("net", "Internet"),
            ("net!", "Internet"),
            ("net", "internet"),
            ("net", "Internet"),
        ]

    def test_are_found_where_syllables_come_apart(self):
        text = unicodedata.normalize("NFD", "café, 해온은행은 쌀을")
        loose = BANK._replace(ko=TermForms(unicodedata.normalize("NFD", "해온은행")))
        assert [unicodedata.normalize("NFC", words) for _key, words in found(text, "ko", [loose, RICE])] == [
            "해온은행",
            "쌀",
        ]

    @given(
        st.text("자유무역협정 은는FTArice.-\u1100\u1161\u11a8", max_size=60), st.sampled_from(["en", "ko"])
    )
    def test_lie_in_order_and_apart(self, text, language):
        places = [(one.start, one.end) for one in term_occurrences(text, language, ENTRIES)]
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert all(first[1] <= second[0] for first, second in zip(places, places[1:], strict=False))

    def test_of_five_thousand_entries_are_found_at_once(self):
        entries = [
            GlossaryEntry(number, en=TermForms(f"Quay {number} Board"), ko=TermForms(f"해온{number}부두"))
            for number in range(5000)
        ]
        english = "The Quay 7 Board met the Quay 4999 Board. " * 200
        korean = "해온7부두는 해온4999부두와 만났다. " * 400
        begin = process_time()
        assert len(term_occurrences(english, "en", entries)) == 400
        assert len(term_occurrences(korean, "ko", entries)) == 800
        assert process_time() - begin < 10  # 0.3 s without other work

    @pytest.mark.parametrize(
        "text", ["쌀" * 50_000, "쌀 " * 20_000, "Bank of " * 10_000, "해온은행(" * 20_000]
    )
    def test_of_hostile_texts_take_no_longer(self, text):
        begin = process_time()
        for language in ("en", "ko"):
            term_occurrences(text, language, ENTRIES)
        assert process_time() - begin < 20


class TestOffers:
    def test_say_what_to_write_in_the_order_of_the_source(self):
        bank, fta = term_wordings("The Bank of Haeon signed the FTA; the bank did.", "en", ENTRIES)
        assert (bank.entry, bank.first, bank.later, len(bank.found)) == (BANK, "해온은행", "해은", 2)
        assert (fta.first, fta.later, fta.synonyms) == ("자유 무역 협정", "협정", ("FTA",))
        assert fta.wrong == ("자유통상협정",)

    @pytest.mark.parametrize(
        ("text", "is_certain"),
        [("They left the bank.", False), ("The Bank of Haeon and the bank", True)],
    )
    def test_tell_where_only_a_form_stands_that_may_mean_anything(self, text, is_certain):
        assert [one.is_certain for one in term_wordings(text, "en", ENTRIES)] == [is_certain]

    def test_later_mentions_are_as_the_first_where_nothing_is_said(self):
        [offer] = term_wordings("쌀이 난다.", "ko", [RICE])
        assert (offer.first, offer.later, offer.wrong) == ("rice", "rice", ())

    def test_a_term_without_the_other_language_is_offered_empty_with_its_note(self):
        [offer] = term_wordings(
            "쌀이 난다.", "ko", [GlossaryEntry("rice", ko=TermForms("쌀"), note="Ask the desk.")]
        )
        assert (offer.first, offer.later, offer.note) == ("", "", "Ask the desk.")


class TestInserted:
    @pytest.mark.parametrize(
        ("text", "position", "form", "expected"),
        [
            ("는 합의했다.", 0, "해온은행", "해온은행은 합의했다."),
            ("어제 을 만났다.", 3, "SK", "어제 SK를 만났다."),
            ("‘’로 간다.", 1, "한국", "‘한국’으로 간다."),
            ("에서 만났다.", 0, "한국", "한국에서 만났다."),
            ("We met.", 3, "the FTA ", "We the FTA met."),
            ("은행", 0, "해온", "해온은행"),
            ("", 0, "한국", "한국"),
            ("이 남는다.", 0, "", "이 남는다."),
        ],
    )
    def test_fits_the_particle_that_follows(self, text, position, form, expected):
        assert insert_form(text, position, form) == expected

    def test_stands_instead_of_what_was_wrong(self):
        assert insert_form("새 자유통상협정은 남는다.", 2, "조약서", until=8) == "새 조약서는 남는다."
