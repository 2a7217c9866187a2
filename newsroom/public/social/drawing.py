"""Draws the card of a story: words on paper, the picture beside them."""

import io

from django.core.files.storage import default_storage
from PIL import Image as Pillow
from PIL import ImageDraw

from articles.media.renditions.drawing import opened
from newsroom.public.social.card import HEIGHT, WIDTH
from newsroom.public.social.typesetting import TextSetting, draw_text, fit_text, printable_text

PAPER, INK, SOFT, LINE = "#fffdf9", "#1a1917", "#57534c", "#ddd7cb"
# The sections' colours on paper, as in static/css/site.css.
COLOURS = {
    "harbor": "#1f5685",
    "brick": "#a3271c",
    "moss": "#3b6a2f",
    "plum": "#7a3a78",
    "ochre": "#845500",
    "lagoon": "#0d6661",
    "slate": "#4d5a68",
}
ACCENT = "#a3271c"
MARGIN, BAR, PICTURE = 64, 12, 504  # PICTURE: how wide it stands on the right
SMALL, SMALLEST = 34, 20
TOP, FOOT = 152, 116  # where the headline may begin, and what is kept free below it
MOST_LINES = 5


def draw_card(card):
    """The bytes of a newsroom.public.social.card.SocialCard, a JPEG."""
    sheet = Pillow.new("RGB", (WIDTH, HEIGHT), PAPER)
    picture = cropped_picture(card)
    if picture:
        sheet.paste(picture, (WIDTH - PICTURE, 0))
    draw_words(sheet, card, WIDTH - 2 * MARGIN - (PICTURE - MARGIN // 4 if picture else 0))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=88, subsampling=0, optimize=True)
    return out.getvalue()


def draw_words(sheet, card, across):
    draw = ImageDraw.Draw(sheet)
    colour = COLOURS.get(card.colour, ACCENT)
    draw.rectangle((0, 0, WIDTH, BAR - 1), fill=colour)
    section = fit_one_line(card.section, card.language, across)
    draw_lines(draw, section, MARGIN + 52, colour)
    headline = printable_text(card.headline) or printable_text(card.newspaper)
    largest = 104 if across > WIDTH / 2 else 66
    setting = fit_text(
        headline, card.language, (across, HEIGHT - TOP - FOOT), range(largest, 33, -4), MOST_LINES
    )
    draw_lines(draw, setting, TOP + setting.size, INK)
    draw.line((MARGIN, HEIGHT - 98, MARGIN + across, HEIGHT - 98), fill=LINE, width=2)
    draw_lines(draw, fit_one_line(card.newspaper, card.language, across), HEIGHT - 48, SOFT)


def fit_one_line(text, language, across):
    """A name on one line, smaller or cut where it is long."""
    words = printable_text(text)
    return (
        fit_text(words, language, (across, 80), range(SMALL, SMALLEST, -2), 1)
        if words
        else TextSetting([], SMALL, 0)
    )


def draw_lines(draw, setting, base, fill):
    """Draw lines under each other; base is the base line of the first."""
    for number, line in enumerate(setting.lines):
        draw_text(draw, (MARGIN, base + number * setting.leading), line, setting.size, fill)


def cropped_picture(card):
    """The picture cut to its place around its focal point; None without one, or without its file.

    Raise OSError where the file is there and cannot be read: a card is kept for good, and one that was
    drawn without its picture would never get it.
    """
    if not card.picture:
        return None
    try:
        with default_storage.open(card.picture) as file, opened(file) as picture:
            return crop_picture(on_paper(picture), card.focal)
    except FileNotFoundError:
        return None


def on_paper(picture):
    if picture.has_transparency_data:
        sheet = Pillow.new("RGBA", picture.size, PAPER)
        sheet.alpha_composite(picture.convert("RGBA"))
        picture = sheet
    return picture.convert("RGB")


def crop_picture(picture, focal):
    """As high as the card, from the part of the picture around its focal point."""
    scale = min(picture.width / PICTURE, picture.height / HEIGHT)
    taken = PICTURE * scale, HEIGHT * scale
    left, top = (
        min(max(whole * percent / 100 - part / 2, 0), whole - part)
        for whole, part, percent in zip(picture.size, taken, focal, strict=True)
    )
    box = (left, top, left + taken[0], top + taken[1])
    return picture.resize((PICTURE, HEIGHT), Pillow.Resampling.LANCZOS, box=box, reducing_gap=3.0)
