"""Word tables of labels and verbs: without any one word, a line is read differently."""

from pathlib import Path

from articles.body.manuscript import line_shapes
from tests.articles.text.needed_words import useless_words

FILE = Path(line_shapes.__file__).with_suffix(".toml")
ENGLISH = (
    "said says say added adds told tells asked wrote writes warned replied noted stated announced declared"
)
LABELS = """
Lead; 리드; 리드문; Why This Matters; 중요한 이유; Official Position; In Numbers; 숫자로 보는 뉴스;
Fact Box; Fact-box; 정보 상자; 팩트 박스; Pull Quote; Pull-quote; 발췌 인용; 발췌문;
Related Stories; Related Articles; Related News; Related Coverage; 관련 기사; 관련 뉴스; 관련 보도
"""
TEXTS = [
    *(f"She {verb}: “The ferry sails.”" for verb in ENGLISH.split()),
    *(
        f"선장은 {verb}: “배가 뜬다.”"
        for verb in "말했다 밝혔다 전했다 덧붙였다 강조했다 물었다 답했다".split()
    ),
    *(f"{label.strip()}: The ferry sails." for label in LABELS.split(";")),
]


def read(module, text):
    label = module.split_label(text)
    return label and (label.kind, label.words), module.split_quotation(text), module.related_start(text)


def test_each_word_is_needed():
    assert useless_words(line_shapes, FILE, TEXTS, read) == []
