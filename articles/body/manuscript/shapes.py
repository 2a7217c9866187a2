"""What one line of plain text looks like: a heading, a quotation, a list item."""

import re
import unicodedata

HEADING_WIDTH = 90  # in columns: a Hangul syllable takes two
SPEAKER_LENGTH = 100

ENDS_A_SENTENCE = re.compile(r"[.?!…。？！][)\]’'」』]*$|[\"”»]$")
LEADS_ON = re.compile(r"[:：;,]$")
# Short lines that end like this may have been meant as headings.
ENDS_LIKE_A_HEADING = re.compile(r"[?!？！\"”]$|\b(?:[A-Z]\.)+$")
KOREAN_SENTENCE_END = re.compile(r"[다요죠까]$")
BULLET = re.compile(r"(?:[-*+•·▪◦‣]|[●○■□◆◇▶▷])\s+(?=\S)")
NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
RULE = re.compile(r"(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}")
BYLINE = re.compile(
    r"By [A-Z][\w.’' -]{1,60}|[가-힣]{2,4}\s*(?:기자|특파원|선임기자|인턴기자)(?:\s+\S+@\S+)?"
)

QUOTATION_MARKS = {"“": "”", '"': '"', "「": "」", "『": "』", "«": "»"}
SPEAKER_FIRST = re.compile(
    rf"(?P<speaker>[^:：“”\"「『«\n]{{2,{SPEAKER_LENGTH}}}?)\s*[:：]\s*(?P<quote>\S.*)", re.S
)
SPEAKER_LAST = re.compile(
    rf"(?P<quote>.*\S)\s*(?:[—–―]|--?)\s*(?P<speaker>[^“”\"」』»\n]{{2,{SPEAKER_LENGTH}}})", re.S
)
# “He added: …” tells a story; it does not name a speaker.
TELLS = re.compile(
    r"\b(?:said|says|say|added|adds|told|tells|asked|wrote|writes|warned|replied|noted|stated|announced|declared)\b"
    r"|(?:말했다|밝혔다|전했다|덧붙였다|강조했다|물었다|답했다)$"
)


def without_marker(text):
    """A list item without its bullet or number; any other text as it is."""
    marker = BULLET.match(text) or NUMBER.match(text)
    return text[marker.end() :] if marker else text


def display_width(text):
    """Columns that a text takes: two for a Hangul syllable or another wide character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def is_heading_like(text):
    """Whether a line is short, has letters and does not end a sentence or lead on to the next line."""
    return (
        display_width(text) <= HEADING_WIDTH
        and any(letter.isalpha() for letter in text)
        and not ENDS_A_SENTENCE.search(text)
        and not LEADS_ON.search(text)
    )


def is_quotation(text):
    """Whether a text is one quotation from its first to its last character, a final stop set aside."""
    text = text.strip().rstrip(".,")
    closing = QUOTATION_MARKS.get(text[:1])
    if closing is None or len(text) < 3 or text[-1] != closing:
        return False
    return not any(mark in text[1:-1] for mark in (text[0], closing))


def split_quotation(text):
    """(quotation, speaker) when a text is one quotation, with or without a speaker; else None.

    The speaker stands before it with a colon or behind it with a dash; "" when there is none.
    """
    if is_quotation(text):
        return text, ""
    for pattern in (SPEAKER_FIRST, SPEAKER_LAST):
        match = pattern.fullmatch(text)
        if match and is_quotation(match["quote"]) and not TELLS.search(match["speaker"]):
            return match["quote"], match["speaker"].strip()
    return None
