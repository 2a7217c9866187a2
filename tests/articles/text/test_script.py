"""The language of a text by its letters."""

import pytest

from articles.text.script import foreign_passages, language_of


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


class TestForeignPassages:
    @pytest.mark.parametrize(
        "text",
        [
            "Kim Ha-neul (김하늘) said so.",
            "The word 정 means affection.",
            "Director Bong’s film ‘기생충’ won, as did 《살인의 추억》.",
            "He said “안녕하세요” to all.",
            "The novel 소년이 온다 sold out in a day.",
            "GDP 2026",
            "Café à Zürich",
        ],
    )
    def test_english_may_hold_korean_names_and_quotations(self, text):
        assert foreign_passages(text, "en") == []

    @pytest.mark.parametrize(
        "text",
        [
            "SK hynix, TSMC, Samsung Electronics의 HBM4 경쟁",
            "그는 “We have a deal.”이라고 말했다.",
            "도널드 트럼프(Donald Trump) 대통령",
            "영화 ‘Everything Everywhere All at Once’가 상을 받았다.",
            "애플은 iPhone 17 Pro Max와 MacBook Pro를 내놨다.",
            "그는 Make America Great Again을 외쳤다.",
            "美·中 정상",
            "逢山開路",
            "FTA",
        ],
    )
    def test_korean_may_hold_latin_names_and_quotations(self, text):
        assert foreign_passages(text, "ko") == []

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("관련 기사", "en"),
            ("“우리는 함께 간다”", "en"),
            ("Новости сегодня из Москвы", "en"),
            ("The talks go on in Seoul.", "ko"),
            ("The deal was signed in 서울 on Monday by the two ministers.", "ko"),
            ("ニュースです、東京から。", "ko"),
            ("日本の政府は交渉を始めた。", "ko"),
            ("中国政府发表声明。", "en"),
            ("中国政府今天发表声明。", "ko"),
            ("경찰은 원인을 调查하고 있다.", "ko"),
            ("アナリスト들은 경고했다.", "ko"),
            ("The police said 調査 goes on.", "en"),
            ("Why It Matters", "ko"),
            ("Related stories", "ko"),
        ],
    )
    def test_finds_what_is_wholly_in_the_other_script(self, text, language):
        assert foreign_passages(text, language) == [text]

    def test_names_the_sentence_where_others_are_right(self):
        assert foreign_passages("The talks go on. 회담은 계속된다.", "en") == ["회담은 계속된다."]
        assert foreign_passages("회담은 계속된다. The talks go on in Seoul.", "ko") == [
            "The talks go on in Seoul."
        ]

    def test_a_korean_headline_may_hold_a_short_exclamation(self):
        assert foreign_passages("장관의 다짐. We are one.", "ko", role="headline") == []

    def test_cells_and_speakers_may_be_names_alone(self):
        assert foreign_passages("The New York Times", "ko", role="cite") == []
        assert foreign_passages("Samsung Electronics America", "ko", role="td") == []
        assert foreign_passages("Korea Revives Trade Talks", "ko", role="headline") != []
        assert foreign_passages("김하늘 교수", "en", role="cite") == ["김하늘 교수"]
        assert foreign_passages("Samsung Galaxy S26 Ultra", "ko", role="h3") == []
        assert foreign_passages("The State of the World’s Children 2025", "ko", role="name") == []
        assert foreign_passages("A map of the harbor", "ko", role="alt") != []

    def test_a_word_without_end_takes_no_time(self):
        assert foreign_passages("가" * 300_000, "ko") == []
        assert foreign_passages("문의는 desk@paper.example 로 한다.", "ko") == []
