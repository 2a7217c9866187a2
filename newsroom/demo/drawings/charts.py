"""Charts without a word, so that one serves both languages: what they count stands in the caption."""

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, moved, path, ribbon, smooth

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
GREY, HAIR, SHADE = "#6b665c", "#d9ccb0", "#e6dfd3"
AXIS, FIGURE = 3.7, 4.8


def _scale(sheet, values, place, *, left, right):
    """Hairlines with their figures at the left."""
    for value in values:
        sheet.box(left, place(value) - 0.09, right, place(value) + 0.09, HAIR)
        sheet.number(left - 2, place(value), str(value), GREY, AXIS, "rm")


def _figure(sheet, x, y, text, ink, size=FIGURE):
    sheet.number(x, y, text, ink, size, weight=0.1)


def passengers(sheet):
    def y(thousands):
        return 79 - thousands * 1.28

    points = [(33 + month * 16.4, y(thousands)) for month, thousands in enumerate(MONTHLY)]
    area = [(33, 79), *points, (115, 79)]
    _scale(sheet, range(0, 51, 10), y, left=30, right=119)
    sheet.shape(area, inks.BLUE)
    with sheet.inside(area):
        sheet.fade(36, 79, inks.DEEP, left=30, right=118, rows=9, reach=(10, 24))
        sheet.water(30, 80, inks.SEA, left=30, right=118, rows=13, fill=0.3)
    sheet.stroke(points, inks.VERMILION, 1.2)
    for month, (x, top) in enumerate(points):
        sheet.disc(x, top, 1.8, inks.VERMILION)
        sheet.disc(x, top, 0.85, inks.CREAM)
        is_low, aside = month == 4, (0, 3, 3, 0, 0, 0)[month]
        figure = f"{MONTHLY[month]:.1f}"
        _figure(
            sheet, x - aside, top + 6 if is_low else top - 5.6, figure, inks.CREAM if is_low else inks.INK
        )
        sheet.number(x, 84.6, str(month + 1), GREY, AXIS)
    sheet.box(30, 78.8, 119, 79.2, inks.INK)


def numbers(sheet):
    def y(people):
        return 80 - people * 0.098

    for left, right in ((30, 49), (101, 119)):
        sheet.box(left, 11, right, 80, SHADE)
    _scale(sheet, range(0, 601, 200), y, left=30, right=119)
    for hour, people in enumerate(HOURLY):
        x, ink = 30.6 + hour * 3.7, _ink_of(hour)
        bar = [(x, 80), (x, y(people)), (x + 3, y(people)), (x + 3, 80)]
        sheet.shape(bar, ink)
        if people > 60:
            with sheet.inside(bar):
                _engrave(sheet, x, y(people), inks.between(ink, inks.INK, 0.3))
        if hour in (0, 8, 12, 17):
            _figure(
                sheet, x + 1.6, y(people) - 3.4, str(people), inks.INK, FIGURE if people == max(HOURLY) else 4
            )
    for hour in range(0, 25, 6):
        x = 30.25 + hour * 3.7
        sheet.box(x - 0.1, 80, x + 0.1, 81.6, inks.INK)
        sheet.number(x, 84.8, str(hour), GREY, AXIS)
    sheet.box(30, 79.8, 119.4, 80.2, inks.INK)
    _sun_and_moons(sheet)


def _ink_of(hour):
    if HOURLY[hour] == max(HOURLY):
        return inks.VERMILION
    if hour in (5, 19):
        return inks.CORAL
    return inks.OCHRE if 6 <= hour <= 18 else inks.DEEP


def _engrave(sheet, x, top, ink):
    """Gouges on the shaded side of a bar, closer together toward its foot."""
    y = top + 2
    while y < 79:
        sheet.gouge(x + 3.4, y, 3.6, 0.4, ink)
        y += 2.6 - 1.5 * (y - top) / (80 - top)


def _sun_and_moons(sheet):
    sheet.disc(76, 15, 3.4, inks.LAMP)
    for number in range(14):
        turn = number * 360 / 14
        sheet.gouge(*arc(76, 15, 5.2, turn, turn, steps=1)[0], 2, 0.5, inks.OCHRE, turn=turn)
    for x in (39.5, 110):
        sheet.disc(x, 17, 3.2, inks.DEEP)
        sheet.disc(x + 1.5, 16.2, 2.8, SHADE)


def kelp_exports(sheet):
    def y(billions):
        return 79 - billions * 4.3

    _scale(sheet, range(0, 16, 5), y, left=30, right=112)
    kelp, squid = ([(34 + year * 17.4, y(value)) for year, value in enumerate(row)] for row in (KELP, SQUID))
    cross = (86.2 + 17.4 * 2.4 / 4.6, y(11.3 - 0.9 * 2.4 / 4.6))
    sheet.shape([cross, kelp[4], squid[4]], "#dfe0ae")
    for points, values, ink, dark in (
        (squid, SQUID, inks.MAUVE, inks.PLUM),
        (kelp, KELP, inks.MOSS, inks.WOOD_GREEN),
    ):
        sheet.stroke(points, ink, 1.5)
        for year, (x, top) in enumerate(points):
            sheet.disc(x, top, 1.8, ink)
            sheet.disc(x, top, 0.85, inks.CREAM)
            is_above = (points is squid) != (year == 4)
            _figure(sheet, x, top + (-5.2 if is_above else 5.8), f"{values[year]:.1f}", dark)
    for year in range(5):
        x = 34 + year * 17.4
        sheet.number(x + 0.9, 84.6, str(5 - year), GREY, AXIS)
        sheet.box(x - 2.6, 84.5, x - 0.8, 84.9, GREY)
    _kelp_leaf(sheet, 116, 21)
    _squid(sheet, 116, 43)
    sheet.box(30, 78.8, 112, 79.2, inks.INK)


def _kelp_leaf(sheet, x, y):
    for turn, length in ((-1, 12), (0, 15), (1, 11)):
        line = smooth([(x, y + 6), (x + turn * 2.4, y + 1), (x + turn * 4.6, y + 6 - length)], closed=False)
        sheet.shape(ribbon(line, (0.6, 3, 2.4, 0.2)), inks.MOSS if turn else inks.WOOD_GREEN)
        sheet.shape(ribbon(line[1:-2], (0, 0.5, 0)), inks.LEAF)


def _squid(sheet, x, y):
    sheet.shape(moved(smooth(path("0 -9, 3.4 -3, 3 2.6, -3 2.6, -3.4 -3")), x, y), inks.MAUVE)
    sheet.shape(moved(path("0 -9.4, 5.2 -4, 0 -3.4, -5.2 -4"), x, y), inks.PLUM)
    for number in range(5):
        turn = number - 2
        line = smooth(
            [(x + turn * 1.2, y + 2), (x + turn * 1.7, y + 5), (x + turn * 1.4 + 0.8, y + 8.6)], closed=False
        )
        sheet.shape(ribbon(line, (1, 0.8, 0.3)), inks.MAUVE)
    for side in (-1.5, 1.5):
        sheet.disc(x + side, y + 1, 0.8, inks.CREAM)
        sheet.disc(x + side, y + 1, 0.4, inks.INK)
