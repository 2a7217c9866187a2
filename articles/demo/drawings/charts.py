"""Charts without a word, so that one serves both languages: what they count stands in the caption."""

from articles.demo.drawings.curves import arc, moved, path, ribbon, smooth
from articles.demo.drawings.inks import (
    BLUE,
    CORAL,
    CREAM,
    DEEP,
    INK,
    LAMP,
    LEAF,
    MAUVE,
    MOSS,
    OCHRE,
    PLUM,
    SEA,
    VERMILION,
    WOOD_GREEN,
    between,
)

MONTHLY = [21.3, 27.9, 39.6, 46.2, 35.1, 38.4]
HOURLY = [
    240,
    0,
    0,
    0,
    0,
    40,
    210,
    520,
    610,
    330,
    240,
    190,
    210,
    180,
    200,
    260,
    340,
    560,
    480,
    210,
    110,
    60,
    40,
    20,
]
KELP = [2.1, 3.4, 5.8, 8.9, 12.6]
SQUID = [14.2, 13.1, 12.0, 11.3, 10.4]
GREY, HAIR = "#6b665c", "#d9ccb0"


def _scale(sheet, values, place, *, left, right):
    """Hairlines with their figures at the left; the lowest is the base."""
    for value in values:
        sheet.box(left, place(value) - 0.09, right, place(value) + 0.09, INK if value == 0 else HAIR)
        sheet.number(left - 2, place(value), str(value), GREY, 3, "rm")


def passengers(sheet):
    def y(thousands):
        return 79 - thousands * 1.28

    points = [(28 + month * 18.4, y(thousands)) for month, thousands in enumerate(MONTHLY)]
    area = [(28, 79), *points, (120, 79)]
    _scale(sheet, range(0, 51, 10), y, left=20, right=128)
    sheet.shape(area, BLUE)
    with sheet.inside(area):
        sheet.fade(36, 79, DEEP, left=26, right=122, rows=9, reach=(10, 24))
        sheet.water(30, 80, SEA, left=24, right=122, rows=13, fill=0.3)
    sheet.box(20, 78.8, 128, 79.2, INK)
    sheet.stroke(points, VERMILION, 1.1)
    for month, (x, top) in enumerate(points):
        sheet.disc(x, top, 1.75, VERMILION)
        sheet.disc(x, top, 0.85, CREAM)
        low = month == 4
        x -= (1, 3, 3, 0, 0, 0)[month]
        sheet.number(
            x,
            top + 5.6 if low else top - 5.4,
            f"{MONTHLY[month]:.1f}",
            CREAM if low else INK,
            4.4,
            weight=0.1,
        )
        sheet.number(points[month][0], 84.6, str(month + 1), GREY, 3.2)
    sheet.box(20, 78.8, 128, 79.2, INK)


def numbers(sheet):
    def y(people):
        return 80 - people * 0.098

    for left, right in ((18, 42), (105, 126)):
        sheet.box(left, 11, right, 80, "#e6dfd3")
    _scale(sheet, range(0, 601, 200), y, left=18, right=126)
    for hour, people in enumerate(HOURLY):
        x, colour = 18.8 + hour * 4.5, DEEP
        if 6 <= hour <= 18:
            colour = OCHRE
        elif hour in (5, 19):
            colour = CORAL
        if people == max(HOURLY):
            colour = VERMILION
        bar = [(x, 80), (x, y(people)), (x + 3.6, y(people)), (x + 3.6, 80)]
        sheet.shape(bar, colour)
        if people > 60:
            with sheet.inside(bar):
                _engrave(sheet, x, y(people), between(colour, INK, 0.3))
        if hour in (0, 8, 12, 17):
            size = 4.6 if people == max(HOURLY) else 3.8
            sheet.number(x + 1.8, y(people) - size * 0.8, str(people), INK, size, weight=0.1)
    for hour in range(0, 25, 6):
        x = 18.35 + hour * 4.5
        sheet.box(x - 0.1, 80, x + 0.1, 81.6, INK)
        sheet.number(x, 84.6, str(hour), GREY, 3.2)
    sheet.box(18, 79.8, 126.4, 80.2, INK)
    _sun_and_moons(sheet)


def _engrave(sheet, x, top, ink):
    """Gouges on the shaded side of a bar, closer together toward its foot."""
    y = top + 2
    while y < 79:
        sheet.gouge(x + 3.4, y, 3.6, 0.4, ink)
        y += 2.6 - 1.5 * (y - top) / (80 - top)


def _sun_and_moons(sheet):
    sheet.disc(73, 14, 3.4, LAMP)
    for number in range(14):
        turn = number * 360 / 14
        sheet.gouge(*arc(73, 14, 5.2, turn, turn, steps=1)[0], 2, 0.5, OCHRE, turn=turn)
    for x in (30, 115.5):
        sheet.disc(x, 16, 3.2, DEEP)
        sheet.disc(x + 1.5, 15.2, 2.8, "#e6dfd3")


def kelp_exports(sheet):
    def y(billions):
        return 80 - billions * 4.3

    _scale(sheet, range(0, 16, 5), y, left=22, right=116)
    kelp, squid = ([(27 + year * 20, y(value)) for year, value in enumerate(row)] for row in (KELP, SQUID))
    cross = (97.4, y(10.83))
    sheet.shape([cross, kelp[4], squid[4]], "#e3e2b6")
    for points, values, ink, dark in ((squid, SQUID, MAUVE, PLUM), (kelp, KELP, MOSS, WOOD_GREEN)):
        sheet.stroke(points, ink, 1.4)
        for year, (x, top) in enumerate(points):
            sheet.disc(x, top, 1.7, ink)
            sheet.disc(x, top, 0.8, CREAM)
            is_above = (points is squid) != (year == 4)
            sheet.number(x, top + (-4.6 if is_above else 5.2), f"{values[year]:.1f}", dark, 4, weight=0.1)
    for year in range(5):
        x = 27 + year * 20
        sheet.number(x + 0.8, 84.6, str(5 - year), GREY, 3.2)
        sheet.box(x - 2.4, 84.5, x - 0.8, 84.85, GREY)
    _kelp_leaf(sheet, 118, 20)
    _squid(sheet, 118, 45)
    sheet.box(22, 79.8, 116, 80.2, INK)


def _kelp_leaf(sheet, x, y):
    for turn, length in ((-1, 12), (0, 15), (1, 11)):
        line = smooth([(x, y + 6), (x + turn * 2.4, y + 1), (x + turn * 4.6, y + 6 - length)], closed=False)
        sheet.shape(ribbon(line, (0.6, 3, 2.4, 0.2)), MOSS if turn else WOOD_GREEN)
        sheet.shape(ribbon(line[1:-2], (0, 0.5, 0)), LEAF)


def _squid(sheet, x, y):
    sheet.shape(moved(smooth(path("0 -9, 3.4 -3, 3 2.6, -3 2.6, -3.4 -3")), x, y), MAUVE)
    sheet.shape(moved(path("0 -9.4, 5.2 -4, 0 -3.4, -5.2 -4"), x, y), PLUM)
    for number in range(5):
        turn = number - 2
        line = smooth(
            [(x + turn * 1.2, y + 2), (x + turn * 1.7, y + 5), (x + turn * 1.4 + 0.8, y + 8.6)], closed=False
        )
        sheet.shape(ribbon(line, (1, 0.8, 0.3)), MAUVE)
    for side in (-1.5, 1.5):
        sheet.disc(x + side, y + 1, 0.8, CREAM)
        sheet.disc(x + side, y + 1, 0.4, INK)
