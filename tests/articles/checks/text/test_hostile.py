"""Checks take linear time on hostile texts."""

from html import escape
from time import process_time

import pytest

from articles.checks.registry import examine
from articles.models import LanguageProgress, Term
from tests.factories import make_article

LENGTH = 20_000
# Processor time. On the machine of the author none took a tenth of it, but earlier versions took minutes.
SECONDS = 6


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "“",
        "”",
        "‘",
        "《",
        "'a ",
        "?",
        "**a ",
        "_a ",
        "[a](",
        "A",
        "xX",
        "rate ",
        "정부 ",
        "가",
        "다. ",
        "<a ",
    ],
)
def test_a_text_of_one_sign_is_read_at_once(unit, language):
    Term.objects.create(name_en="Interest rate", short_en="rate", valid_until="2020-01-01")
    text = escape(unit * (LENGTH // len(unit)), quote=False)
    article = make_article(languages=(language,), **{f"body_{language}": f"<p>{text}</p>"})
    progress, began = LanguageProgress.objects.get(article=article, language=language), process_time()
    examine(article, progress)
    assert process_time() - began < SECONDS
