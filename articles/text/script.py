"""Language of a text by its script, and passages in the script of another language."""

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from articles.text.sentences import sentences
from articles.text.word_tables import any_of, read_word_tables


class ScriptTables(NamedTuple):
    """The tables of script.toml."""

    function: tuple[str, ...]
    labels: tuple[str, ...]


WORDS = read_word_tables(Path(__file__).with_name("script.toml"), ScriptTables)

OTHER_LANGUAGE = {"en": "ko", "ko": "en"}
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
# A syllable counts as two letters: a Korean sentence with many words like FTA and SK is still Korean.
LETTERS_IN_A_SYLLABLE = 2


def language_of(text: str) -> str | None:
    """Return "ko" or "en" by the share of Hangul and Latin letters; None if the text has neither."""
    hangul = len(HANGUL.findall(text)) * LETTERS_IN_A_SYLLABLE
    latin = len(LATIN.findall(text))
    if not hangul and not latin:
        return None
    return "ko" if hangul >= latin else "en"


# Parts that may be in any script: names in parentheses, titles of works, quotations.
ASIDE = re.compile(
    r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|《[^《》]*》|〈[^〈〉]*〉|「[^「」]*」|『[^『』]*』|“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’"
    r"|(?<!\w)'[^']*'(?!\w)|https?://\S+|(?<![\w.+-])[\w.+-]+@\S+"
)
WORD = re.compile(r"[A-Za-z\u00c0-\u024f][\w’'-]*")
FUNCTION = re.compile(rf"\b(?:{any_of(WORDS.function)})\b", re.IGNORECASE)
LABELS = re.compile(any_of(WORDS.labels), re.IGNORECASE)
# Letters of scripts that neither language uses: kana, Cyrillic, Hebrew, Arabic, Devanagari, Thai.
ELSEWHERE = r"\u0400-\u04ff\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3041-\u3096\u30a1-\u30fa"
FOREIGN = re.compile(rf"[{ELSEWHERE}\u3400-\u9fff]+")
FEW_SYLLABLES, FEW_WORDS, MANY_WORDS, FEW_FOREIGN, MANY_HANJA = 2, 3, 6, 4, 8
# Cells, items and speakers may consist of names only: SK hynix, Reuters, GDP.
HOLD_NAMES = {"td", "th", "li", "cite"}
WHOLE = {"headline", "summary"}  # always contain words of their own language
ARE_NAMES = {"publisher", "credit", "name"}


def foreign_passages(text: str, language: str, *, role: str = "p") -> list[str]:
    """Return the sentences of a passage in a foreign script, or the whole passage if all of them are.

    Names, quotations and titles in the other script within a sentence do not count, nor do Latin names and
    abbreviations in Korean text, where they are common.

    role  role of the segment: a cell or an item may consist of names in Latin letters
    """
    is_foreign = _is_not_english if language == "en" else _is_not_korean
    if role in WHOLE and HANGUL.search(text):
        role = "p"  # it contains Korean: judge its sentences as in a paragraph
    if not ASIDE.sub(" ", text).strip(" .,;:·-—"):
        return [text.strip()] if is_foreign(text, role) else []  # only a quotation or a title
    foreign = [sentence.strip() for sentence in sentences(text) if is_foreign(ASIDE.sub(" ", sentence), role)]
    if foreign and len(foreign) == sum(1 for sentence in sentences(text) if language_of(sentence)):
        return [text.strip()]
    return foreign


def _is_not_english(text: str, role: str) -> bool:
    if len(HANGUL.findall(text)) >= FEW_SYLLABLES:
        return language_of(text) == "ko"
    return bool(FOREIGN.search(text)) or _is_elsewhere(text, "en")


def _is_not_korean(text: str, role: str) -> bool:
    if any(not _is_of_korea(run) for run in FOREIGN.findall(text)):
        return True
    hangul, words = len(HANGUL.findall(text)), WORD.findall(text)
    if hangul:
        latin = len(LATIN.findall(text))
        is_english = latin > 3 * hangul * LETTERS_IN_A_SYLLABLE and len(FUNCTION.findall(text)) >= FEW_WORDS
        return is_english or _is_elsewhere(text)
    if role in WHOLE and words:
        small = [word for word in words if not word.isupper()]
        return len(small) > 1 or any(len(word) > FEW_FOREIGN for word in small)
    if role in ARE_NAMES:
        return False
    if LABELS.fullmatch(text.strip(" :")):
        return True
    if role == "cite" and "," in text:
        return len(words) > FEW_FOREIGN and bool(FUNCTION.search(text))
    if role in HOLD_NAMES:
        return len(words) >= MANY_WORDS and bool(FUNCTION.search(text))
    if role in {"h2", "h3"} and len(words) > FEW_FOREIGN and not any(map(str.isdigit, text)):
        return True
    # Only Latin letters: a sentence counts, a row of names does not.
    return (len(words) >= FEW_FOREIGN and bool(FUNCTION.search(text))) or _is_elsewhere(text)


def _is_elsewhere(text: str, language: str = "ko") -> bool:
    """Return whether most letters are in neither script: Cyrillic or kana, on an English page also Chinese.

    Hanja are part of Korean headlines, unless a whole sentence consists of Hanja, or has kana too.
    """
    letters = [letter for letter in text if letter.isalpha()]
    others = [letter for letter in letters if not (HANGUL.match(letter) or LATIN.match(letter))]
    hanja = sum(unicodedata.name(letter, "").startswith("CJK") for letter in others)
    if language == "ko" and hanja == len(others) and (hanja < MANY_HANJA or hanja < len(letters)):
        return False
    return len(others) >= FEW_FOREIGN and len(others) * 2 > len(letters)


def _is_of_korea(letters: str) -> bool:
    """Return whether the letters are Hanja as written in Korea. KS X 1001 lacks simplified characters."""
    try:
        letters.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    return not re.search(f"[{ELSEWHERE}]", letters)
