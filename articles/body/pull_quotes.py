"""Pull quotes: words of a text that it also shows large, so that readers of both see them twice.

Counts and checks of a text leave them out, since they say nothing new; those whose words do not stand in the
text are told from the others by its words alone, whatever their marks, case and punctuation.
"""

import re

from articles.body.content import PULL_QUOTE, plain_text
from articles.text.punctuation import stray_marks
from articles.text.typographic_quotes import fold_quotes

# A quotation holds paragraphs and a speaker, never another one.
BLOCK = re.compile(rf"<{PULL_QUOTE}>((?:[^<]+|<(?!/?blockquote))*+)</blockquote>")
SPEAKER = re.compile(r"<cite>((?:[^<]+|<(?!/?cite))*+)</cite>")
OMISSION = re.compile(r"\s*(?:…|\.{3}|\[[^\[\]]*+\])\s*")  # words left out or explained, as in "We … sail"
SIGN = re.compile(r"[^\w\s]|_")
HANGUL = re.compile(r"[가-힣]$")


def pull_quotes(html: str) -> list[str]:
    """Return the pull quotes of a canonical body in its order, each as HTML."""
    return [found[0] for found in BLOCK.finditer(html)]


def without_pull_quotes(html: str) -> str:
    """Return a body without its pull quotes: the text as it is counted."""
    return BLOCK.sub("", html)


def quoted_words(html: str) -> str:
    """Return the words of a pull quote without its speaker, in one line."""
    return " ".join(plain_text(SPEAKER.sub("", html)).split())


def are_said_in_text(html: str) -> list[bool]:
    """Return for each pull quote of a body whether its text says the words."""
    if not (told := [quoted_words(quote) for quote in pull_quotes(html)]):
        return []
    text = _bare(plain_text(without_pull_quotes(html)))
    return [_is_said(words, text) for words in told]


def without_said_pull_quotes(html: str) -> str:
    """Return a body without those pull quotes whose words its text says: for who shows no words large."""
    said = iter(are_said_in_text(html))
    return BLOCK.sub(lambda quote: "" if next(said) else quote[0], html)


def without_repetitions(html: str) -> str:
    """Return a body without those pull quotes that its text says sign by sign: what is left to be checked."""
    if not BLOCK.search(html):
        return html
    text = _folded(plain_text(without_pull_quotes(html)))

    def keep(match):
        words = _folded(quoted_words(match[0]))
        is_repeated = words in text and not stray_marks(words) and "<cite>" not in match[0]
        return "" if is_repeated else match[0]

    return BLOCK.sub(keep, html)


def _is_said(words, text):
    """Return whether bare words stand in a bare text, their parts around omissions in this order."""
    at = 0
    for part in OMISSION.split(words):
        if part := _bare(part).strip():
            end = "" if HANGUL.search(part) else " "  # a particle may follow: “기다린다”고
            at = text.find(f" {part}{end}", at)
            if at < 0:
                return False
            at += len(part)
    return True


def _bare(text):
    """Return the words of a text in lower case, a blank around each."""
    return f" {' '.join(SIGN.sub(' ', text.casefold()).split())} "


def _folded(text):
    return " ".join(fold_quotes(text).split())
