"""What is not translated: the source once more, or words in the source's script."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.translation.pair import Discrepancy, SegmentPair, both_sides
from articles.text.script import ASIDE, FUNCTION, foreign_passages, language_of

FEW_WORDS = 3  # names and abbreviations are the same in both languages
# Small words in a row with one that holds a sentence together; Hangul in a row beside English.
RUNS = {
    "ko": re.compile(r"(?<![\w])[a-z][a-z'’-]*(?:,? [a-z][a-z'’-]*){3,}(?![A-Za-z0-9_])"),  # … in schools라고
    "en": re.compile(r"[가-힣]+(?:,? [가-힣]+){2,}"),
}


def find_untranslated(pair: SegmentPair) -> Iterator[Discrepancy]:
    source, target = pair.source_inline.own, pair.target_inline.own
    languages = language_of(source), language_of(target)
    is_same = _casefolded_words(source) == _casefolded_words(target)
    if (
        is_same
        and languages in {(pair.source_language,) * 2, (pair.target_language,) * 2}
        and (len(_casefolded_words(source)) >= FEW_WORDS or pair.source_language == "ko")
    ):
        yield Discrepancy(
            "untranslated",
            _("The translation is the source itself."),
            _("Translate it. A name that stays as it is may be marked as another language."),
            both_sides(source.strip(), target.strip()),
            target.strip(),
            source.strip(),
        )


def find_source_language(pair: SegmentPair) -> Iterator[Discrepancy]:
    """The passages that are written in the source's language."""
    text = pair.target_inline.own
    found = foreign_passages(text, pair.target_language, role=pair.role)
    found = found or [
        run for run in _foreign_runs(text, pair.target_language) if run in pair.target_inline.own
    ]
    for passage in found:
        yield Discrepancy(
            "script",
            _("These words are not in the language of the translation."),
            _("Translate them, put them in quotation marks, or mark them as another language."),
            both_sides(pair.source_inline.text.strip(), passage),
            passage,
        )


def find_target_language_in_source(pair: SegmentPair) -> Iterator[Discrepancy]:
    """The passages of the source that are in the other language already: a slip of whoever wrote it."""
    text = pair.source_inline.own
    for passage in _foreign_runs(text, pair.source_language):
        if passage in text:
            yield Discrepancy(
                "script",
                _("These words of the source are not in its language."),
                _("Tell whoever edits the source."),
                both_sides(passage, pair.target_inline.text.strip()),
                "",
                passage,
            )


def _foreign_runs(text: str, language: str) -> list[str]:
    runs = RUNS[language].findall(ASIDE.sub(" \n ", text))
    return [run for run in runs if language == "en" or FUNCTION.search(run)]


def _casefolded_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
