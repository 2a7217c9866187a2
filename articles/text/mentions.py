"""Mentions of colleagues by @ and name: “@minji, please” and “@김민지님이 봐 주세요”.

A name ends where its letters end. Behind Hangul, and behind any name in a Korean sentence, particles and
forms of address follow without a space; other letters make it another name. An e-mail address calls nobody.
"""

import re
import unicodedata
from collections.abc import Iterable

BEGINS = re.compile(r"(?<![\w.+@-])[@＠]")
# Particles and forms of address that follow a name without a space.
FOLLOWS = re.compile(
    r"(?:님|씨|선배|후배|기자|부장|차장|팀장|국장|데스크|번역가|에디터)*"
    r"(?:께서|에게서|에게|한테서|한테|께|이랑|랑|하고|이나|나|이라|라|으로|로|이|가|은|는|을|를|와|과|도|의|만|야|아|여|요)*"
    r"(?![\w@＠])"
)
GOES_ON = re.compile(r"[.+-]?\w|[@＠]\w")


def mentioned_keys(text: str, names: Iterable[tuple[str, object]]) -> list:
    """Return the keys of the people mentioned in a text, each once, in the order of the text.

    names  [(name, key)]; of several that fit at one place the longest counts, and of namesakes each
    """
    text = _fold_case(text)
    by_name = {}
    for name, key in names:
        by_name.setdefault(_fold_case(name), []).append(key)
    found = {}
    for at in BEGINS.finditer(text):
        begun = [name for name in by_name if text.startswith(name, at.end())]
        fitting = [name for name in begun if _is_name_end(text, at.end() + len(name))]
        for key in by_name[max(fitting, key=len)] if fitting else ():
            found.setdefault(key)
    return list(found)


def _fold_case(text):
    return unicodedata.normalize("NFC", text).casefold()


def _is_name_end(text, place):
    """Return whether a name that stands before a place of a text ends there."""
    return not GOES_ON.match(text, place) or bool(
        text[place] not in ".+-@＠" and not text[place].isascii() and FOLLOWS.match(text, place)
    )
