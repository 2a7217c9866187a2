"""The labels in both languages, and the agreement of the tables with the sanitiser."""

import pytest
from django.utils import translation

from articles.body import sanitise
from articles.body.content import BLOCKS, KINDS, PARTS, label_text

WORDS = {
    "lead": ("The Lead", "핵심"),
    "why-it-matters": ("Why It Matters", "왜 중요한가"),
    "official-stance": ("Official Stance", "공식 입장"),
    "insight": ("Insight", "인사이트"),
    "background": ("Background", "배경"),
    "by-the-numbers": ("By the Numbers", "숫자로 보기"),
}


class TestLabels:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("active", ["en", "ko", None])
    def test_are_in_the_language_of_the_page(self, kind, active):
        with translation.override(active):
            assert (label_text(kind, "en"), label_text(kind, "ko")) == WORDS[kind]

    def test_insight_carries_the_name_of_the_publication(self):
        assert label_text("insight", "en", "PRISM Insight") == "PRISM Insight"
        assert label_text("insight", "ko", " ") == "인사이트"
        assert label_text("lead", "en", "PRISM Insight") == "The Lead"

    def test_of_unknown_kinds_do_not_exist(self):
        with pytest.raises(KeyError):
            label_text("teaser", "en")


class TestTables:
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_labels_passages_and_headings(self, kind):
        for html in (f'<aside data-kind="{kind}"><p>a</p></aside>', f'<h2 data-label="{kind}">a</h2>'):
            assert sanitise(html) == html

    def test_every_part_is_described(self):
        named = {
            part
            for inside in [*BLOCKS.values(), *PARTS.values()]
            if isinstance(inside, list)
            for part in inside
        }
        assert named <= set(BLOCKS) | set(PARTS)
