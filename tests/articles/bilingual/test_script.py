"""The language of a text, told by its letters."""

import pytest

from articles.bilingual.script import language_of


class TestLanguageOf:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("The ferry sails.", "en"),
            ("여객선이 출항한다.", "ko"),
            ("SK·LG, FTA 협상 촉구", "ko"),
            ("Talks on 김치 (kimchi) go on", "en"),
            ("\u1112\u1161\u11ab\u1100\u1173\u11af", "ko"),
            ("Café à Zürich", "en"),
            ("2026-03-02 …", None),
            ("", None),
        ],
    )
    def test_goes_by_the_share_of_letters(self, text, expected):
        assert language_of(text) == expected
