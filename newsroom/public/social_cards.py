"""Social cards, the images of shared stories: content, address with a digest of the content, and drawing."""

import io
import unicodedata
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from unicodedata import category

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import pgettext
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from articles.annotations import NewsroomRequest
from articles.media.renditions.files import NotNow, fetch_card
from articles.media.renditions.sizes import open_picture
from articles.media.storage import StorageUnavailable
from articles.models.edition import Edition
from articles.models.image import PictureUse
from articles.text.digests import digest_of
from newsroom.identity.configuration import colour_pairs, identity, light_colour
from newsroom.public.frame import Frame
from newsroom.public.media import FOR_EVERY_SITE, KEPT, PICTURE_POLICY, public_cache_control, seconds_until
from newsroom.public.pictures import Picture, lead_picture
from newsroom.public.responses import PRIVATE
from newsroom.public.site_files import SHARE_PICTURE

WIDTH, HEIGHT = 1200, 630
DESIGN = 1  # increase it to redraw all cards


class SocialCard(NamedTuple):
    """The content of a card.

    colour   one of articles.models.taxonomy.Colour, or ""
    picture  name of the stored file, or ""
    focal    (x, y) of the picture's focal point, in percent
    """

    language: str
    headline: str
    section: str
    colour: str
    newspaper: str
    picture: str
    focal: tuple

    @property
    def digest(self):
        own = identity().section_colours.get(self.colour, ())[:1]  # a changed section colour makes a new card
        return digest_of([DESIGN, *self, *own], length=32)


def social_card(edition: Edition, frame: Frame, at: datetime) -> SocialCard:
    """Return the SocialCard of an edition at an instant. The edition is from for_page() or for_list()."""
    section = frame.sections.get(edition.section_id)
    picture = lead_picture(edition, at, PictureUse.SOCIAL)
    label = pgettext("label of a story", "Sponsored") if edition.is_sponsored else ""
    return SocialCard(
        language=str(edition.language),
        headline=edition.headline,
        section=" · ".join(filter(None, [label, section.name if section else ""])),
        colour=str(section.colour) if section else "",
        newspaper=frame.name,
        picture=picture.name if picture else "",
        focal=tuple(picture.focal) if picture else (50, 50),
    )


def social_card_url(edition: Edition, frame: Frame, at: datetime) -> str:
    """Return the path of the card of a live edition, a JPEG of WIDTH × HEIGHT pixels."""
    digest = social_card(edition, frame, at).digest
    return reverse("public:social_card", args=[edition.language, edition.article_id, digest])


def social_card_picture(edition: Edition, frame: Frame, at: datetime) -> Picture:
    """Return the card as a Picture for OpenGraph."""
    return Picture(
        social_card_url(edition, frame, at), WIDTH, HEIGHT, alt=edition.headline, caption="", credit=""
    )


MARGIN, BAR, PICTURE = 64, 12, 504  # pixels; PICTURE is the width of the picture at the right edge
SMALL, SMALLEST = 34, 20  # largest and smallest size of section and newspaper name, in pixels
TOP, FOOT = 152, 116  # space above and below the headline, in pixels
MOST_LINES = 5


def draw_card(card: SocialCard) -> bytes:
    """Return the card as the bytes of a JPEG file. Raise OSError if its picture cannot be read."""
    sheet = Pillow.new("RGB", (WIDTH, HEIGHT), light_colour("--paper"))
    picture = cropped_picture(card)
    if picture:
        sheet.paste(picture, (WIDTH - PICTURE, 0))
    draw_words(sheet, card, WIDTH - 2 * MARGIN - (PICTURE - MARGIN // 4 if picture else 0))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=88, subsampling=0, optimize=True)
    return out.getvalue()


def draw_words(sheet, card, across):
    draw = ImageDraw.Draw(sheet)
    light = {name: pair[0] for name, pair in colour_pairs().items()}
    colour = light.get(f".colour-{card.colour}", light["--accent"])
    draw.rectangle((0, 0, WIDTH, BAR - 1), fill=colour)
    section = fit_one_line(card.section, card.language, across)
    draw_lines(draw, section, MARGIN + 52, colour)
    headline = printable_text(card.headline) or printable_text(card.newspaper)
    largest = 104 if across > WIDTH / 2 else 66
    setting = fit_text(
        headline, card.language, (across, HEIGHT - TOP - FOOT), range(largest, 33, -4), MOST_LINES
    )
    draw_lines(draw, setting, TOP + setting.size, light["--ink"])
    draw.line((MARGIN, HEIGHT - 98, MARGIN + across, HEIGHT - 98), fill=light["--line"], width=2)
    draw_lines(draw, fit_one_line(card.newspaper, card.language, across), HEIGHT - 48, light["--soft"])


def fit_one_line(text, language, across):
    """Return the TextSetting of a text on one line of `across` pixels, smaller or cut if it is long."""
    words = printable_text(text)
    if not words:
        return TextSetting([], SMALL, 0)
    return fit_text(words, language, (across, 80), range(SMALL, SMALLEST, -2), 1)


def draw_lines(draw, setting, base, fill):
    """Draw the lines of a TextSetting. `base` is the baseline of the first, in pixels from the top."""
    for number, line in enumerate(setting.lines):
        draw_text(draw, (MARGIN, base + number * setting.leading), line, setting.size, fill)


def cropped_picture(card):
    """Return the picture cropped around its focal point; None without a picture or if its file is missing.

    Raise OSError if the file exists but cannot be read: a card without it would be stored permanently.
    """
    if not card.picture:
        return None
    try:
        with default_storage.open(card.picture) as file, open_picture(file) as picture:
            return crop_picture(on_paper(picture), card.focal)
    except FileNotFoundError:
        return None


def on_paper(picture):
    if picture.has_transparency_data:
        sheet = Pillow.new("RGBA", picture.size, light_colour("--paper"))
        sheet.alpha_composite(picture.convert("RGBA"))
        picture = sheet
    return picture.convert("RGB")


def crop_picture(picture, focal):
    """Return a picture cropped and resized to the picture area of the card.

    focal  (x, y) of the point that stays in view, in percent
    """
    scale = min(picture.width / PICTURE, picture.height / HEIGHT)
    taken = PICTURE * scale, HEIGHT * scale
    left, top = (
        min(max(whole * percent / 100 - part / 2, 0), whole - part)
        for whole, part, percent in zip(picture.size, taken, focal, strict=True)
    )
    box = (left, top, left + taken[0], top + taken[1])
    return picture.resize((PICTURE, HEIGHT), Pillow.Resampling.LANCZOS, box=box, reducing_gap=3.0)


FONTS = Path(__file__).parent / "card_fonts"
# The first has Latin, Greek, Cyrillic and all Hangul, the second the Hanja of KS X 1001.
FILES = ("Pretendard-Bold.otf", "NotoSansKR-Bold-Hanja.ttf")
NO_LETTER = "\uffff"  # a character that is never assigned: fonts draw it as their missing-glyph box
LEADING = {"en": 1.16, "ko": 1.3}
ELLIPSIS = "…"


class TextSetting(NamedTuple):
    """Lines of text in one size; `leading` is the distance between baselines, in pixels."""

    lines: list
    size: int
    leading: int


@lru_cache(maxsize=128)
def load_font(index, size):
    return ImageFont.truetype(FONTS / FILES[index], size)


@lru_cache(maxsize=8192)
def font_index(letter):
    """Return the index in FILES of the first font that has a letter, or None. Spaces are in the first."""
    for index in range(len(FILES)):
        loaded = load_font(index, 24)
        if letter.isspace() or bytes(loaded.getmask(letter)) != bytes(loaded.getmask(NO_LETTER)):
            return index
    return None


def printable_text(text):
    """Return the text on one line, without letters that no font has; "" if none is left."""
    letters = unicodedata.normalize("NFC", text)
    printable = "".join(
        letter if font_index(letter) is not None else "" for letter in letters if letter.isprintable()
    )
    return " ".join(printable.split())


def font_runs(text, size):
    """Yield (font in a size in pixels, letters) for each run of letters in one font."""
    for index, letters in groupby(text, font_index):
        yield load_font(index or 0, size), "".join(letters)


def text_width(text, size):
    return sum(loaded.getlength(letters) for loaded, letters in font_runs(text, size))


def draw_text(draw, start, text, size, fill):
    """Draw one line of text. `start` is (left edge, baseline), in pixels."""
    left, base = start
    for loaded, letters in font_runs(text, size):
        draw.text((left, base), letters, font=loaded, fill=fill, anchor="ls")
        left += loaded.getlength(letters)


INVISIBLE = "Cf"  # category of direction marks and joiners, which Pillow takes seconds to measure
MOST_LETTERS = 300  # letters kept of a text: a headline has up to 200, and more would not fit


def fit_text(text, language, box, sizes, most_lines):
    """Return the TextSetting of a text in the first of `sizes`, from large to small, that fits a box.

    If none fits, the text is cut at the last size. Lines break between words, in Korean as in English.

    box  (width, height) in pixels
    """
    across, down = box
    text = "".join(letter for letter in text[:MOST_LETTERS] if category(letter) != INVISIBLE)
    for size in sizes:
        leading = round(size * LEADING[language])
        lines = wrap_text(text, size, across)
        if len(lines) <= most_lines and len(lines) * leading <= down:
            return TextSetting(even_lines(text, size, across, len(lines)), size, leading)
    return TextSetting(cut_lines(lines, min(most_lines, down // leading), size, across), size, leading)


def wrap_text(text, size, across):
    """Return the lines of a text, broken between words; a word is broken only if it is longer than a line."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if text_width(longer, size) <= across:
            line = longer
            continue
        lines += [line] if line else []
        *whole, line = break_word(word, size, across)
        lines += whole
    return [*lines, line] if line else lines


def break_word(word, size, across):
    """Return the parts of a word that each fit on a line, as a list: only the word itself if it fits."""
    parts, part = [], ""
    for letter in word:
        if part and text_width(part + letter, size) > across:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


def even_lines(text, size, across, count):
    """Return lines of similar length, in the narrowest column that needs no more than `count` lines."""
    least, most = across // 2, across
    while most - least > 4:
        middle = (least + most) // 2
        if len(wrap_text(text, size, middle)) <= count:
            most = middle
        else:
            least = middle
    return wrap_text(text, size, most)


def cut_lines(lines, count, size, across):
    """Return the first `count` lines, at least one, with an ellipsis at the end of the last."""
    *kept, last = lines[: max(1, count)]
    while last and text_width(last + ELLIPSIS, size) > across:
        last = last[:-1].rstrip()
    return [*kept, last + ELLIPSIS]


@csrf_exempt
@require_safe
@csp_override(PICTURE_POLICY)
def social_card_file(
    request: NewsroomRequest, language: str, article_id: int, digest: str
) -> HttpResponseBase:
    """Serve the card of a live edition. Redirect old and invented addresses to the current one."""
    edition = Edition.objects.live(request.at).of(article_id, language).for_list().first()
    if edition is None:
        raise Http404
    with translation.override(language):
        frame = Frame.read(language)
    card = social_card(edition, frame, request.at)
    if card.digest != digest:
        return redirect_uncached(social_card_url(edition, frame, request.at))
    etag = f'"{digest}"'
    # The digest in the address proves that the card is current: a 304 needs no drawing.
    response = get_conditional_response(request, etag=etag) or card_response(card)
    if response.status_code in KEPT:
        response.headers["ETag"] = etag
        # A card with a picture is cached only until the picture's rights end.
        seconds = seconds_until(edition.lead_image.rights_until if card.picture else None, request.at)
        response.headers["Cache-Control"] = public_cache_control(seconds, is_immutable=True)
    else:
        response.headers["Cache-Control"] = PRIVATE
    response.headers.setdefault(*FOR_EVERY_SITE)
    return response


def card_response(card):
    """Return the file of a card, drawn if needed, or a redirect to the default picture if this fails now."""
    digest = card.digest
    try:
        file = fetch_card(f"{digest[:2]}/{digest}.jpg", lambda: draw_card(card))
    except (NotNow, StorageUnavailable):
        return redirect_uncached(static(SHARE_PICTURE))
    return FileResponse(file, content_type="image/jpeg")


def redirect_uncached(address):
    response = HttpResponseRedirect(address)
    response.headers.setdefault(*FOR_EVERY_SITE)
    response.headers["Cache-Control"] = PRIVATE
    return response
