"""In the dry dock: the paper boat orchestra."""

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, box, circle, moved, path, ribbon, smooth, turned
from newsroom.demo.drawings.people import person

STONE_INKS = ("#55394f", "#6b4658", "#825461", "#9b6468")


def orchestra(sheet):
    sheet.box(0, 0, 144, 46, inks.PLUM)
    sheet.fade(10, -4, inks.DUSK, rows=4, reach=(20, 50))
    sheet.fade(8, 40, "#c97f6f", rows=9, reach=(20, 50))
    sheet.disc(72, 27, 17, inks.CORAL)
    sheet.disc(72, 27, 14.8, inks.LAMP)
    for x, y, length in ((60, 34, 30), (88, 38, 30), (80, 20, 20)):
        sheet.gouge(x, y, length, 1.1, "#c97f6f")
    sheet.ridge(path("-5 38, 20 34, 42 39, 62 42, 88 41, 110 35, 132 38, 150 34"), 46, "#4b3453")
    _dock(sheet)
    sheet.overprint(smooth(path("22 84, 60 80, 100 80, 124 84, 104 92, 40 92")), "#d8bfa6")
    _fiddle(sheet, 42, 87)
    _bass(sheet, 72, 86)
    _horn(sheet, 106, 87)
    for x, y, size in ((29, 91, 0.62), (57, 92.4, 0.5), (88, 92.6, 0.56), (120, 91.6, 0.66)):
        paper_boat(sheet, x, y, size)


def _dock(sheet):
    """Its steps lead down from both sides, its gate closes it toward the sea."""
    sheet.box(34, 42, 110, 74, "#412c45")
    sheet.box(52, 42, 92, 74, "#3c2a42")
    for x in range(55, 92, 6):
        sheet.stroke([(x, 44), (x, 74)], "#57405a", 0.3, 0.8, 0.3)
    for y in (49, 58, 67):
        sheet.box(52, y, 92, y + 0.7, "#2a1e30")
    sheet.box(50, 41, 94, 43, "#2a1e30")
    sheet.shape(path("52 74, 92 74, 150 98, -6 98"), "#c8937b")
    for side in (False, True):
        for step in range(4):
            high, near = 42 + step * 8, 46 + step * 13
            wall = [
                (52 - 15 + step * 5, high),
                (52 - 10 + step * 5, high),
                (52 - 10 + step * 5, high + 8),
                (-6, near + 22),
                (-6, near),
            ]
            tread = [(52 - 15 + step * 5, high), (52 - 10 + step * 5, high), (-6, near + 4), (-6, near)]
            for points, ink in ((wall, STONE_INKS[step]), (tread, "#c8937b")):
                sheet.shape([(144 - x, y) if side else (x, y) for x, y in points], ink)
        for step, places in enumerate(((9, 20, 30), (6, 18, 31), (4, 17))):
            for x in places:
                y = (
                    42
                    + step * 8
                    + (46 + step * 13 - 42 - step * 8) * (37 + step * 5 - x) / (43 + step * 5)
                    + 1.6
                )
                paper_boat(sheet, 144 - x if side else x, y, 0.24 + (40 - x) * 0.008 + step * 0.05)


def paper_boat(sheet, x, y, size):
    for points, ink in (
        ("-3.8 -2.4, 0.2 -9.4, 4 -2.4", "#dccdae"),
        ("0.2 -9.4, 4 -2.4, 0.8 -2.4", inks.STRAW),
        ("-10.5 -5.6, -6 2, 6 2, 10.5 -5.6, 0 -3.2", inks.CREAM),
        ("10.5 -5.6, 6 2, 0 2, 0 -3.2", inks.SAND),
    ):
        sheet.shape(moved(path(points), x, y, size), ink)


def _bass(sheet, x, foot):
    """Twice the size of a cello; its neck has begun to bend."""
    person(sheet, x + 6.4, foot, 33, inks.BRICK, legs=inks.INK, flip=True, arms=())
    body = path(
        "0 -27, 4 -26, 5 -22.6, 3.8 -19, 6.4 -14.4, 7 -7, 4 -2.4, "
        "0 -1.6, -4 -2.4, -7 -7, -6.4 -14.4, -3.8 -19, -5 -22.6, -4 -26"
    )
    sheet.stroke([(x - 2, foot - 2), (x - 2, foot + 0.6)], inks.INK, 0.7)
    sheet.shape(moved(smooth(body), x - 2, foot), inks.CREAM)
    with sheet.inside(moved(smooth(body), x - 2, foot)):
        sheet.overprint(box(x + 0.4, foot - 30, x + 8, foot), "#e6d2ad")
        for line in ("-9 -20, -4 -16, 2 -17, 8 -12", "-9 -12, -3 -9, 3 -10, 8 -5", "-9 -25, 0 -22, 8 -23"):
            sheet.stroke(moved(path(line), x - 2, foot), inks.SKY, 0.35, soft=True)
    neck = smooth(
        [(x - 2, foot - 15), (x - 2.2, foot - 27), (x - 1, foot - 35), (x - 4.6, foot - 39.4)], closed=False
    )
    sheet.shape(ribbon(neck, (1.3, 1.2, 1.2, 1.5)), inks.STRAW)
    for drift in (-0.35, 0.35):
        sheet.stroke([(x - 2 + drift, foot - 5), (x - 2.1 + drift, foot - 26)], inks.SLATE, 0.16)
    sheet.box(x - 4, foot - 9, x, foot - 8.2, inks.TIMBER)
    sheet.stroke(
        [(x + 4, foot - 25.4), (x + 1.6, foot - 29), (x - 1.4, foot - 32)], inks.WINE, 3, 2.2, 1.7, soft=True
    )
    sheet.stroke(
        [(x + 6, foot - 25), (x + 7.6, foot - 18), (x + 2, foot - 13.4)], inks.WINE, 2.8, 2.4, 1.7, soft=True
    )
    sheet.disc(x - 1.2, foot - 32.2, 1.1, inks.FAIR)
    sheet.disc(x + 1.6, foot - 13.2, 1.1, inks.FAIR)
    sheet.stroke([(x + 4, foot - 14.6), (x - 12, foot - 11.6)], inks.BARK, 0.45)


def _fiddle(sheet, x, foot):
    person(
        sheet, x, foot, 28, inks.TEAL, legs=inks.NIGHT, skin=inks.TAN, arms=(((0.18, -0.66), (0.31, -0.75)),)
    )
    fiddle = smooth(path("-3.6 -1.5, 0 -1.1, 3.4 -1.9, 4.6 0, 3.4 1.9, 0 1.1, -3.6 1.5, -4.4 0"))
    sheet.shape(turned(fiddle, -12, x + 4.6, foot - 22.6), inks.CREAM)
    sheet.shape(turned(fiddle[len(fiddle) // 2 :], -12, x + 4.6, foot - 22.6), inks.SAND)
    sheet.stroke([(x + 5, foot - 22.8), (x + 13, foot - 24.8)], inks.STRAW, 0.9, 0.7)
    sheet.stroke([(x + 0.6, foot - 15.6), (x + 8.6, foot - 31)], inks.BARK, 0.45)
    sheet.stroke(
        [(x - 2.4, foot - 21), (x - 2.2, foot - 15), (x + 1.4, foot - 16.4)],
        inks.PINE,
        2.6,
        2.1,
        1.6,
        soft=True,
    )
    sheet.disc(x + 1.6, foot - 16.4, 1, inks.TAN)


def _horn(sheet, x, foot):
    person(sheet, x, foot, 27, inks.OCHRE, legs=inks.DEEP, flip=True, arms=())
    sheet.stroke(
        [(x - 1.6, foot - 24), (x - 5, foot - 23), (x - 9, foot - 23.6)], inks.CREAM, 0.5, 0.9, 1.4, soft=True
    )
    sheet.shape(
        [
            (x - 8, foot - 24.4),
            (x - 16.6, foot - 28.4),
            (x - 17.6, foot - 24),
            (x - 16.6, foot - 19),
            (x - 8, foot - 22.6),
        ],
        inks.CREAM,
    )
    sheet.shape(
        [(x - 8, foot - 23.4), (x - 17.6, foot - 24), (x - 16.6, foot - 19), (x - 8, foot - 22.6)], inks.SAND
    )
    sheet.shape(turned(circle(0, 0, 4.8, flat=0.32), 84, x - 17, foot - 23.8), inks.STRAW)
    sheet.stroke(arc(x - 7, foot - 21.6, 2.6, 0, 360, steps=20), inks.CREAM, 0.9)
    sheet.stroke(
        [(x + 1, foot - 20.6), (x - 1.6, foot - 17), (x - 6.4, foot - 20)],
        inks.AMBER,
        2.6,
        2.1,
        1.6,
        soft=True,
    )
    sheet.disc(x - 6.6, foot - 20.4, 1, inks.FAIR)
