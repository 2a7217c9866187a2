"""The pictures of the demonstration newspaper, drawn by code: flat, calm, always the same.

Places are measured on a sheet 160 wide and 90 high, from the upper left.
"""

import io
import math

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1600, 900
OVERSAMPLING = 2
UNIT = WIDTH * OVERSAMPLING / 160

PAPER, INK, MIST = "#f6f1e7", "#24323d", "#b9c6c9"
NIGHT, SEA, DEEP, SAND = "#1d2a3f", "#6d9aa8", "#2f5a6e", "#e6d3ae"
LAMP, CORAL, GRASS = "#f2c14e", "#d2694f", "#6f9a6a"


def draw(key):
    """One of the pictures as the bytes of a PNG. Raises KeyError for a key that has none."""
    sheet = Sheet(PAPER)
    SCENES[key](sheet)
    return sheet.png()


class Sheet:
    """A sheet to draw on in units; every shape takes a flat colour."""

    def __init__(self, colour):
        self.picture = Image.new("RGB", (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING), colour)
        self.pen = ImageDraw.Draw(self.picture)

    def png(self):
        out = io.BytesIO()
        self.picture.reduce(OVERSAMPLING).save(out, "PNG", compress_level=1)
        return out.getvalue()

    def box(self, left, top, right, bottom, colour, corner=0):
        place = _pixels(left, top, right, bottom)
        self.pen.rounded_rectangle(place, radius=corner * UNIT, fill=colour)

    def shape(self, points, colour):
        self.pen.polygon([_pixels(*point) for point in points], fill=colour)

    def line(self, points, colour, width=0.5):
        self.pen.line([_pixels(*point) for point in points], colour, round(width * UNIT), joint="curve")

    def disc(self, x, y, radius, colour):
        self.pen.ellipse(_pixels(x - radius, y - radius, x + radius, y + radius), fill=colour)

    def ring(self, x, y, radius, colour, width=0.5):
        place = _pixels(x - radius, y - radius, x + radius, y + radius)
        self.pen.ellipse(place, outline=colour, width=round(width * UNIT))

    def number(self, x, y, text, colour=INK, size=4, anchor="mm"):
        self.pen.text(
            _pixels(x, y), text, fill=colour, font=ImageFont.load_default(size * UNIT), anchor=anchor
        )

    def bands(self, top, bottom, first, last, count=12):
        """A sky or a sea in even bands from one colour to another."""
        height = (bottom - top) / count
        for band in range(count):
            shade = _between(first, last, band / (count - 1))
            self.box(0, top + band * height, 160, bottom, shade)

    def hills(self, base, height, colour, *, phase=0):
        """A ridge across the sheet, its foot at `base`."""
        ridge = [(x, base - height * _wave(x / 160 + phase)) for x in range(161)]
        self.shape([*ridge, (160, base), (0, base)], colour)

    def ripples(self, top, bottom, colour):
        """Short strokes on water, denser toward the horizon."""
        for number in range(46):
            depth = (number / 46) ** 1.6
            x = number * 61.8 % 160
            y = top + depth * (bottom - top)
            self.line([(x, y), (x + 3 + 9 * depth, y)], colour, 0.2 + 0.3 * depth)


def _pixels(*places):
    return tuple(place * UNIT for place in places)


def _between(first, last, share):
    ends = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (first, last)]
    return tuple(round(a + (b - a) * share) for a, b in zip(*ends, strict=True))


def _wave(x):
    """A smooth ridge between 0 and 1."""
    return 0.5 + 0.25 * math.sin(7 * x) + 0.15 * math.sin(17 * x + 1) + 0.1 * math.sin(29 * x + 2)


def harbor(sheet):
    sheet.bands(0, 52, "#f3d9b5", "#f0a884")
    sheet.disc(112, 44, 9, "#fbe6c2")
    sheet.hills(52, 16, "#b98f93", phase=0.3)
    sheet.hills(52, 8, "#8d7f8f", phase=0.9)
    sheet.bands(52, 90, "#c9988f", DEEP)
    sheet.ripples(54, 88, "#e8b99c")
    _container_ship(sheet, 74, 56)
    sheet.shape([(0, 66), (58, 66), (64, 72), (64, 90), (0, 90)], INK)
    for left in (10, 34):
        _crane(sheet, left)


def _container_ship(sheet, left, water):
    sheet.shape(
        [
            (left, water - 6),
            (left + 58, water - 6),
            (left + 52, water + 2),
            (left + 5, water + 2),
        ],
        INK,
    )
    for place in range(13):
        for layer in range(2 + (place * 5 + 3) % 3):
            colour = [CORAL, SAND, SEA, "#a8564a"][(place * 3 + layer * 2) % 4]
            x, y = left + 3 + place * 3.4, water - 9 - layer * 2.8
            sheet.box(x, y, x + 3.1, y + 2.6, colour)
    sheet.box(left + 48, water - 17, left + 54, water - 6, PAPER)
    sheet.box(left + 49, water - 15.5, left + 53, water - 14, INK)


def _crane(sheet, left):
    for leg in (left, left + 12):
        sheet.line([(leg, 66), (leg, 26)], INK, 1)
    sheet.line([(left, 48), (left + 12, 48)], INK, 0.8)
    sheet.line([(left, 48), (left + 12, 30)], INK, 0.5)
    sheet.line([(left - 8, 26), (left + 34, 26)], INK, 1.2)
    sheet.line([(left + 6, 26), (left + 6, 14), (left + 34, 26)], INK, 0.5)
    sheet.line([(left + 6, 14), (left - 8, 26)], INK, 0.5)
    sheet.line([(left + 19, 26), (left + 19, 40)], INK, 0.3)
    sheet.box(left + 16.5, 40, left + 21.5, 42.6, CORAL)


def ferry(sheet):
    sheet.bands(0, 58, "#141d2e", "#2e4560")
    for number in range(60):
        x, y = number * 97.3 % 160, number * 41.7 % 50
        if math.hypot(x - 118, y - 22) > 20:
            sheet.disc(x, y, 0.16 + number % 3 * 0.07, "#8fa3b8")
    for radius, colour in ((16, "#34506b"), (13.5, "#2a415b"), (7, "#f1ead6")):
        sheet.disc(118, 22, radius, colour)
    sheet.hills(58, 9, "#16202f", phase=0.55)
    sheet.bands(58, 90, "#28415a", "#101826")
    sheet.ripples(60, 88, "#3d5a75")
    for number in range(9):
        sheet.line(
            [(111 + number % 3, 61 + number * 3), (125 - number % 2 * 3, 61 + number * 3)], "#c9c2ab", 0.4
        )
    _lit_boat(sheet)


def _lit_boat(sheet):
    for deck, (left, right) in enumerate([(20, 92), (26, 84), (34, 74)]):
        top = 54 - deck * 6.5
        sheet.box(left, top, right, top + 6.5, "#e9e3d3", corner=0.8)
        for x in range(left + 3, right - 4, 4):
            sheet.box(x, top + 1.8, x + 2.6, top + 4.4, LAMP, corner=0.4)
    sheet.box(58, 29, 65, 42, CORAL)
    sheet.box(58, 31, 65, 33, PAPER)
    sheet.shape([(12, 60), (102, 60), (95, 70), (19, 70)], "#0c1320")
    sheet.line([(13, 62), (101, 62)], CORAL, 0.8)
    for x in range(24, 90, 7):
        sheet.line([(x, 72), (x + 3, 72)], LAMP, 0.5)
        sheet.line([(x + 2, 75), (x + 4, 75)], "#a88a45", 0.4)


MONTHLY = [21.3, 27.9, 39.6, 46.2, 35.1, 38.4]


def passengers(sheet):
    """Figures and strokes alone, so that one chart serves both languages."""
    places = [(28 + month * 22, 76 - thousands * 1.3) for month, thousands in enumerate(MONTHLY)]
    for thousands in range(0, 51, 10):
        y = 76 - thousands * 1.3
        sheet.line([(20, y), (148, y)], INK if thousands == 0 else "#d8d2c4", 0.3)
        sheet.number(17, y, str(thousands), "#5c6972", 3.4, "rm")
    sheet.shape([(places[0][0], 75.8), *places, (places[-1][0], 75.8)], "#dfe6e2")
    sheet.line(places, DEEP, 0.9)
    for month, (x, y) in enumerate(places):
        sheet.disc(x, y, 1.5, DEEP)
        sheet.disc(x, y, 0.7, PAPER)
        lies_low = 0 < month < 5 and MONTHLY[month] < min(MONTHLY[month - 1], MONTHLY[month + 1])
        sheet.number(x, y + 5 if lies_low else y - 5, str(MONTHLY[month]))
        sheet.number(x, 81, str(month + 1), "#5c6972", 3.4)


def coast(sheet):
    sheet.box(0, 0, 160, 90, "#cfe0e2")
    for number in range(3):
        _mainland(sheet, 7 - number * 2.4, ["#c0d6d9", "#b2cbd0", "#a4c0c6"][number])
        _island(sheet, 7 - number * 2.4, ["#c0d6d9", "#b2cbd0", "#a4c0c6"][number])
    _mainland(sheet, 0, "#e9dfc8")
    _island(sheet, 0, "#e9dfc8")
    for top in range(2):
        sheet.line(
            [(8 + top * 16, 90), (22 + top * 10, 62), (14 + top * 20, 30), (30 + top * 4, 0)], "#d3c6a8", 0.4
        )
    sheet.line([(66, 47), (71, 52), (70, 60)], INK, 0.8)
    dashes = [(74 + step * 4.2, 58 - 9 * math.sin(step / 3.2)) for step in range(12)]
    for start, end in zip(dashes[::2], dashes[1::2], strict=True):
        sheet.line([start, end], CORAL, 0.5)
    for x, y in ((57, 50), (60, 56), (55, 61)):
        sheet.disc(x, y, 1.1, GRASS)
        sheet.ring(x, y, 2.3, "#3f6b45", 0.5)
    sheet.line([(140, 14), (140, 6)], INK, 0.4)
    sheet.shape([(138.6, 8), (141.4, 8), (140, 4.4)], INK)
    sheet.line([(132, 82), (148, 82)], INK, 0.4)
    for x in (132, 140, 148):
        sheet.line([(x, 81), (x, 83)], INK, 0.4)


def _mainland(sheet, grow, colour):
    edge = [(48 + 9 * math.sin(y / 9) + 4 * math.sin(y / 3.7) + grow, y) for y in range(91)]
    bay = [
        (x - 14 * math.exp(-(((y - 56) / 8) ** 2)) + (22 * math.exp(-(((y - 44) / 5) ** 2))), y)
        for x, y in edge
    ]
    sheet.shape([(0, 0), *bay, (0, 90)], colour)


def _island(sheet, grow, colour):
    shore = []
    for degree in range(0, 360, 3):
        turn = math.radians(degree)
        radius = 17 + 3 * math.sin(3 * turn) + 1.6 * math.sin(7 * turn + 1) + grow
        shore.append((130 + radius * 0.85 * math.cos(turn), 46 + radius * 1.15 * math.sin(turn)))
    sheet.shape(shore, colour)


def library(sheet):
    sheet.bands(0, 90, "#1b2536", "#2b3a52")
    sheet.box(0, 80, 160, 90, "#131a27")
    for left, top in ((-6, 22), (126, 30)):
        sheet.box(left, top, left + 40, 80, "#172031")
        for row in range(3):
            lit = "#8c7a4a" if (row + left) % 2 else "#22304a"
            sheet.box(left + 10, top + 8 + row * 14, left + 17, top + 15 + row * 14, lit)
            sheet.box(left + 24, top + 8 + row * 14, left + 31, top + 15 + row * 14, "#22304a")
    sheet.box(30, 12, 130, 80, "#4a3a35")
    sheet.shape([(26, 14), (80, 3), (134, 14)], "#3a2d2a")
    sheet.box(38, 22, 104, 72, "#f4d58d", corner=1)
    _shelves(sheet)
    _reading_table(sheet)
    for x in (60, 82):
        sheet.box(x - 0.4, 22, x + 0.4, 72, "#4a3a35")
    sheet.box(110, 34, 124, 80, "#2c211f")
    sheet.box(112, 37, 122, 56, "#e6bd6a")
    sheet.disc(121, 60, 0.8, LAMP)
    sheet.shape([(38, 80), (104, 80), (118, 90), (24, 90)], "#3a3a3f")


def _shelves(sheet):
    books = [CORAL, DEEP, GRASS, "#8b5a3c", "#c58b4a", "#5b6f86"]
    for row in range(3):
        bottom = 36 + row * 11
        x = 41.0
        for number in range(19):
            width, height = 1.5 + number * 7 % 4 * 0.35, 6 + (number * 5 + row * 3) % 4 * 0.8
            if (number + row * 2) % 9 != 5:
                sheet.box(x, bottom - height, x + width, bottom, books[(number * 3 + row) % 6])
            x += width + 0.25
        sheet.box(40, bottom, 84, bottom + 0.8, "#8a5f3a")


def _reading_table(sheet):
    sheet.line([(93, 22), (93, 38)], "#4a3a35", 0.4)
    sheet.shape([(89, 42), (97, 42), (94.5, 37.5), (91.5, 37.5)], DEEP)
    sheet.shape([(89.5, 42), (96.5, 42), (101, 62), (85, 62)], "#fae7b4")
    sheet.box(66, 62, 102, 63.6, "#6b4529")
    for x in (68, 99):
        sheet.box(x, 63.6, x + 1.2, 72, "#6b4529")
    sheet.disc(90.5, 52, 2.4, INK)
    sheet.shape([(86.5, 62), (87.5, 55.5), (93.5, 55.5), (94.5, 62)], CORAL)
    sheet.shape([(95, 61.6), (98, 60.2), (101, 61.6)], PAPER)


def market(sheet):
    sheet.bands(0, 50, "#1b2440", "#4a3f63")
    sheet.hills(50, 7, "#252b47", phase=0.2)
    sheet.bands(50, 62, "#35406a", "#252d4d")
    sheet.ripples(51, 61, "#5b6394")
    sheet.box(0, 62, 160, 90, "#5a4636")
    for y in (66, 71, 77, 84):
        sheet.line([(0, y), (160, y)], "#4c3a2d", 0.4)
    for number, left in enumerate((6, 37, 68, 99, 130)):
        _stall(sheet, left, [CORAL, DEEP, GRASS, "#c58b4a", "#8b5a7c"][number])
    for sag, top in ((9, 14), (7, 24)):
        rope = [(x, top + sag * math.sin(math.pi * (x % 54) / 54)) for x in range(0, 161, 3)]
        sheet.line(rope, "#14192c", 0.3)
        for x, y in rope[2::3]:
            sheet.disc(x, y + 1.8, 2.4, "#6d5a3f")
            sheet.disc(x, y + 1.8, 1.6, LAMP)
    for x in (24, 30, 84, 117, 121):
        sheet.disc(x, 68, 1.7, "#1a1f33")
        sheet.shape([(x - 2.6, 80), (x - 1.9, 70), (x + 1.9, 70), (x + 2.6, 80)], "#1a1f33")


def _stall(sheet, left, colour):
    sheet.box(left + 1, 52, left + 23, 74, "#f0cf86")
    for x in (left + 1, left + 22):
        sheet.box(x, 50, x + 1, 78, "#2c211f")
    sheet.box(left, 66, left + 24, 76, "#3d2c22")
    for number in range(5):
        sheet.disc(left + 4 + number * 4, 64.8, 1.5, [SAND, CORAL, PAPER][number % 3])
    for stripe in range(6):
        x = left - 1 + stripe * 4.4
        sheet.shape(
            [(x + 1.2, 43), (x + 4.6, 43), (x + 4.4, 52), (x, 52)], colour if stripe % 2 == 0 else PAPER
        )
        sheet.disc(x + 2.2, 52, 2.2, colour if stripe % 2 == 0 else PAPER)


SCENES = {
    "harbor": harbor,
    "ferry": ferry,
    "passengers": passengers,
    "coast": coast,
    "library": library,
    "market": market,
}
