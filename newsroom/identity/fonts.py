"""Fonts of a newspaper: their files and measures, and the style sheet that applies them to pages.

Until a font is loaded, or if it is missing, one of the reader's system fonts replaces it, scaled to the same
letter width. Pages load only the letters that they show (newsroom.identity.font_subsets).
"""

import hashlib
import io
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

ROLES = ("headline", "text")
LANGUAGES = ("en", "ko")
MOST_BYTES = 12_000_000  # of a font file; a larger one is refused
KINDS = (b"wOF2", b"\0\1\0\0", b"OTTO")  # the first bytes of WOFF2, TrueType and OpenType
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Frequencies per thousand characters of English, as in OS/2's xAvgCharWidth. The rest are spaces.
FREQUENCIES = {
    **dict(zip("abcdefghijklm", (64, 14, 27, 35, 100, 20, 14, 42, 63, 3, 6, 35, 20), strict=True)),
    **dict(zip("nopqrstuvwxyz", (56, 56, 17, 4, 49, 56, 71, 31, 10, 18, 3, 18, 2), strict=True)),
    " ": 166,
}

# Characters in every English subset, so that pages share a file.
BASIC = "".join(map(chr, range(32, 127))) + "\u00a0‘’“”–—…·é"
FEATURES = ["ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk"]


class FontError(ValueError):
    """Raised if a file cannot be used as a font. The message gives the reason."""


class StandIn(NamedTuple):
    """A system font of readers: names of its regular and bold faces, and their letter widths in em.

    The width is the width of a syllable in Korean, otherwise of the average letter. The values of Malgun
    Gothic and Apple SD Gothic Neo are rounded. Georgia has Gelasio's values, Charter has Charis SIL's.
    """

    name: str
    regular: tuple[str, ...]
    bold: tuple[str, ...]
    width: float
    bold_width: float


STAND_INS = {
    "en": (
        StandIn("Charter", ("Charter", "Charter-Roman"), ("Charter Bold", "Charter-Bold"), 0.4474, 0.4824),
        StandIn("Georgia", ("Georgia",), ("Georgia Bold", "Georgia-Bold"), 0.4404, 0.5135),
        StandIn("Noto Serif", ("Noto Serif",), ("Noto Serif Bold", "NotoSerif-Bold"), 0.4805, 0.5102),
    ),
    "ko": (
        StandIn("Pretendard", ("Pretendard",), ("Pretendard Bold", "Pretendard-Bold"), 0.8643, 0.8643),
        StandIn(
            "Apple SD Gothic Neo",
            ("Apple SD Gothic Neo", "AppleSDGothicNeo-Regular"),
            ("Apple SD Gothic Neo Bold", "AppleSDGothicNeo-Bold"),
            *(0.865, 0.865),
        ),
        StandIn("Malgun Gothic", ("Malgun Gothic",), ("Malgun Gothic Bold", "MalgunGothicBold"), 0.92, 0.92),
        StandIn(
            "Noto Sans KR",
            ("Noto Sans KR", "NotoSansKR-Regular", "Noto Sans CJK KR", "NotoSansCJKkr-Regular"),
            ("Noto Sans KR Bold", "NotoSansKR-Bold", "Noto Sans CJK KR Bold", "NotoSansCJKkr-Bold"),
            *(0.92, 0.92),
        ),
        StandIn("NanumGothic", ("NanumGothic",), ("NanumGothic Bold", "NanumGothicBold"), 0.94, 0.94),
    ),
}
# Most Korean headline fonts have narrower spaces than system fonts.
TRACKING = {("headline", "ko"): " --tracking: -0.02em;"}
STACKS = {"en": "var(--serif)", "ko": "var(--gothic)"}  # from static/css/site.css


class FontMeasures(NamedTuple):
    """Measures of a font in em, its weights as written in CSS ("700"), and its characters."""

    digest: str  # of the file
    letter: float  # the average width of English letters
    syllable: float  # the width of a syllable, 0 if the font has no Hangul
    ascent: float
    descent: float
    weights: str
    characters: frozenset[str]


class Font(NamedTuple):
    """A font for the headlines or the text of one language."""

    role: str
    language: str
    path: Path
    measures: FontMeasures

    @property
    def family(self) -> str:
        """The name of the font in style sheets."""
        return f"{self.role}-{self.language}"

    @property
    def weights(self) -> str:
        """The weights in CSS; for headlines all weights, so that browsers do not make the font bolder."""
        return "100 900" if self.role == "headline" else self.measures.weights

    @property
    def width(self) -> float:
        return self.measures.syllable if self.language == "ko" else self.measures.letter


def read_font(role: str, language: str, path: Path) -> Font:
    """Return the font in a file. Raise OSError, or FontError if it is not a font or lacks letters."""
    status = path.stat()
    if status.st_size > MOST_BYTES:
        raise FontError(f"has {status.st_size:,} bytes; at most {MOST_BYTES:,} are accepted")
    measures = _measure_file(path, status.st_mtime_ns, status.st_size)
    wanted = ALPHANUMERIC + (syllables_of_ks_x_1001() if language == "ko" else "")
    if missing := [letter for letter in wanted if letter not in measures.characters]:
        raise FontError(f"lacks {len(missing):,} characters, the first of them {missing[0]!r}")
    return Font(role, language, path, measures)


@lru_cache(maxsize=16)
def _measure_file(path, modified_at, size):
    return measure_font(path.read_bytes())


def measure_font(content: bytes) -> FontMeasures:
    """Return the measures of a WOFF2, TrueType or OpenType file. Raise FontError for other files."""
    if not content.startswith(KINDS):
        raise FontError("is not a WOFF2, TrueType or OpenType font")
    try:
        from fontTools.ttLib import TTFont  # takes half a second, and is only needed with fonts

        font = TTFont(io.BytesIO(content), lazy=True)
        em, names, widths = font["head"].unitsPerEm, font.getBestCmap() or {}, font["hmtx"].metrics
        line = font["hhea"]
        letters = [
            (names[ord(letter)], count) for letter, count in FREQUENCIES.items() if ord(letter) in names
        ]
        return FontMeasures(
            digest=hashlib.sha256(content).hexdigest(),
            letter=sum(widths[name][0] * count for name, count in letters) / sum(FREQUENCIES.values()) / em,
            syllable=widths[names[0xAC00]][0] / em if 0xAC00 in names else 0,
            ascent=line.ascent / em,
            descent=-line.descent / em,
            weights=_weights_of(font),
            characters=frozenset(map(chr, names)),
        )
    except Exception as error:  # fontTools raises any type of error for damaged tables
        raise FontError(f"cannot be read: {error!r:.200}") from error


def _weights_of(font):
    axes = [axis for axis in font["fvar"].axes if axis.axisTag == "wght"] if "fvar" in font else []
    if axes:
        return f"{axes[0].minValue:g} {axes[0].maxValue:g}"
    return str(min(max(font["OS/2"].usWeightClass, 1), 1000))


@lru_cache(maxsize=1)
def syllables_of_ks_x_1001() -> str:
    """Return the 2,350 syllables of KS X 1001, in their order."""
    codes = ((row, cell) for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF))
    return b"".join(map(bytes, codes)).decode("euc-kr")


def fonts_css(fonts: list[Font]) -> str:
    """Return the style sheet that applies the fonts and their system replacements to pages."""
    pairs = [(font, stand_in) for font in fonts for stand_in in STAND_INS[font.language]]
    faces = [face for pair in pairs for face in _faces(*pair)]
    rules = []
    for font in fonts:
        stand_ins = [f'"{font.family} {stand_in.name}"' for stand_in in STAND_INS[font.language]]
        names = ", ".join([font.family, *stand_ins, STACKS[font.language]])
        more = TRACKING.get((font.role, font.language), "")
        rules.append(f'  [lang="{font.language}"] {{ --{font.role}: {names};{more} }}\n')
    return "".join([*faces, "@layer tokens {\n", *rules, "}\n"])


def _faces(font, stand_in):
    """Yield the rules of a system replacement: bold for headlines, regular and bold for text."""
    if font.role == "headline":
        yield _face(font, stand_in.name, stand_in.bold, stand_in.bold_width, "100 900")
        return
    yield _face(font, stand_in.name, stand_in.regular, stand_in.width, "400")
    yield _face(font, stand_in.name, stand_in.bold, stand_in.width, "700")


def _face(font, name, names, width, weights):
    scale = font.width / width
    source = ", ".join(f'local("{local_name}")' for local_name in names)
    measures = {"ascent": font.measures.ascent, "descent": font.measures.descent, "line-gap": 0}
    overrides = " ".join(f"{side}-override: {value / scale:.2%};" for side, value in measures.items())
    return (
        f'@font-face {{ font-family: "{font.family} {name}"; src: {source}; font-weight: {weights}; '
        f"size-adjust: {scale:.2%}; {overrides} }}\n"
    )


def decompress_font(content: bytes) -> bytes:
    """Return a font as TrueType or OpenType, because cutting a WOFF2 would take a second longer."""
    from fontTools.ttLib import TTFont

    if not content.startswith(b"wOF2"):
        return content
    font, out = TTFont(io.BytesIO(content), recalcTimestamp=False), io.BytesIO()
    font.flavor = None
    font.save(out)
    return out.getvalue()


def cut_font(content: bytes, letters: str) -> bytes:
    """Return a WOFF2 with some letters of a font, without the font's name, which its license may reserve."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        layout_features=FEATURES, hinting=False, name_IDs=[0, 13, 14], notdef_outline=True, glyph_names=False
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=map(ord, letters))
    font, out = TTFont(io.BytesIO(content), lazy=True, recalcTimestamp=False), io.BytesIO()
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(out, reorderTables=False)
    return out.getvalue()
