"""Close by: the tide clock and the lunch."""

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, box, circle, moved, path, ribbon, smooth, turned


def tide_clock(sheet):
    sheet.box(0, 0, 144, 96, inks.NIGHT)
    sheet.fade(23, 96, inks.DEEP, rows=14, reach=(24, 60))
    for number, (x, y) in enumerate(sheet.scatter(26, 2, 2, 142, 46)):
        sheet.disc(x, y, 0.16 + number % 3 * 0.09, "#9fb9c6")
    sheet.disc(21, 13.6, 9, inks.CREAM)
    sheet.disc(24.8, 11.8, 8.2, inks.NIGHT)
    _gable(sheet)
    sheet.disc(72, 51, 36, "#0d1826")
    sheet.disc(72, 51, 34.4, inks.OCHRE)
    sheet.disc(72, 51, 31.6, inks.AMBER)
    sheet.disc(72, 51, 30.6, inks.CREAM)
    face = circle(72, 51, 30.6)
    with sheet.inside(face):
        for line, ink in (
            ("40 54, 50 50.6, 61 55, 72 51.6, 83 55.4, 94 51, 106 55", inks.LAGOON),
            ("40 62, 52 64.6, 62 60, 74 64, 86 60.6, 96 64, 106 61", inks.TEAL),
            ("40 71, 54 69, 66 73, 80 69.6, 92 73, 106 69", inks.DEEP),
        ):
            sheet.ridge(path(line), 84, ink)
        for x, y in sheet.scatter(30, 42, 56, 102, 80):
            sheet.gouge(x, y, sheet.any(4, 7), 0.7, inks.FOAM if y < 64 else inks.LAGOON, bow=-0.4)
    for number in range(48):
        turn = number * 7.5
        major = number % 12 == 0
        sheet.gouge(
            *arc(72, 51, 27.6, turn, turn, steps=1)[0],
            4.4 if number % 4 == 0 else 2.2,
            1.2 if major else 0.7,
            inks.INK if turn % 360 > 180 or turn == 0 else inks.FOAM,
            turn=turn,
        )
    _moon_phases(sheet)
    hand = path("0 -1.5, 19 -0.9, 19 -2.4, 25.6 0, 19 2.4, 19 0.9, 0 1.5, -8 2.2, -8 -2.2")
    sheet.overprint(turned(hand, -74, 73, 52.2), "#a9b6b4")
    sheet.shape(turned(hand, -74, 72, 51), inks.BRICK)
    sheet.disc(72, 51, 3, inks.INK)
    sheet.disc(72, 51, 1.3, inks.OCHRE)
    _pigeon(sheet, 66, 14.6)
    _pigeon(sheet, 79, 14.8, flip=True)


def _moon_phases(sheet):
    for turn, lit in ((-90, 1), (-45, 0.5), (-135, -0.5), (0, 0.15), (180, -0.15)):
        x, y = arc(72, 51, 20.6, turn, turn, steps=1)[0]
        sheet.disc(x, y, 3.6, inks.NIGHT)
        if lit == 1:
            sheet.disc(x, y, 2.9, inks.LAMP)
        else:
            side = 1 if lit > 0 else -1
            edge = 0 if abs(lit) == 0.5 else 1.9 * side
            outer = arc(x, y, 2.9, -90, 90, steps=14)
            inner = [
                (x + edge * side * (1 - ((py - y) / 2.9) ** 2) ** 0.5, py) if abs(py - y) < 2.9 else (x, py)
                for _, py in reversed(outer)
            ]
            shape = [*outer, *inner]
            sheet.shape([(2 * x - px, py) for px, py in shape] if side < 0 else shape, inks.LAMP)


def _gable(sheet):
    outline = path("14 97, 14 40, 72 -8, 130 40, 130 97")
    sheet.shape(outline, "#3b3240")
    with sheet.inside(outline):
        for row in range(14):
            for number in range(12):
                x, y = 4 + number * 12.4 + row % 2 * 6.2, 1 + row * 7
                ink = ("#4a3d49", "#463a46", "#52424a", "#42364a")[(number * 3 + row * 5) % 4]
                sheet.cut([(x, y), (x + 11.6, y), (x + 11.6, y + 6.3), (x, y + 6.3)], ink, 0.3)
        sheet.overprint(path("110 10, 136 30, 136 97, 118 97"), "#9a8ea4")
    for side in (False, True):
        for line, ink in (("72 -9, 8 44, 8 48, 72 -5", inks.BRICK), ("72 -5, 8 48, 8 50, 72 -3", "#241c28")):
            sheet.shape(
                [(144 - x, y) if side else (x, y) for x, y in path(line)],
                inks.WINE if side and ink == inks.BRICK else ink,
            )


def _pigeon(sheet, x, y, *, flip=False):
    for points, ink in (
        ("-5.4 -1.4, -2 -3.6, 1.6 -4.4, 3 -6.4, 4.8 -6.6, 5.4 -5.2, 4 -2.4, 1.4 -0.4, -2 -0.6", inks.SLATE),
        ("-6.6 -0.2, -3 -2.6, 1 -3, 1.6 -1.6, -2 -0.8", "#4c5563"),
    ):
        sheet.shape(moved(smooth(path(points)), x, y, flip=flip), ink)
    sheet.shape(moved(path("5 -6, 6.6 -5.4, 5 -5"), x, y, flip=flip), inks.OCHRE)
    sheet.disc(x + (-4.2 if flip else 4.2), y - 5.6, 0.3, inks.INK)
    for leg in (0, 1.4):
        side = -leg if flip else leg
        sheet.stroke([(x + side, y - 1), (x + side, y + 0.6)], inks.CORAL, 0.4)


def school_lunch(sheet):
    sheet.box(0, 0, 144, 96, "#c48b57")
    for row in range(6):
        y = row * 17 - 4
        sheet.box(0, y, 144, y + 0.5, inks.BARK)
        for number in range(9):
            sheet.gouge(
                number * 19 + row * 7 % 13,
                y + 4 + number * 5 % 10,
                sheet.any(10, 24),
                0.6,
                inks.TIMBER,
                bow=sheet.any(-0.6, 0.6),
            )
    sheet.overprint(_tray(3, 4), "#8f7358")
    sheet.shape(_tray(0, 0), "#dfe3de")
    sheet.stroke([*_tray(0, 0, -1.2), _tray(0, 0, -1.2)[0]], inks.CREAM, 0.7)
    for well in (
        box(26, 48, 66, 80),
        circle(93, 63, 17.4),
        box(26, 16, 54, 42),
        box(58, 16, 86, 42),
        box(90, 16, 118, 42),
    ):
        outline = _rounded(well) if len(well) == 4 else well
        sheet.shape(outline, "#b9c2c0")
        sheet.shape([(x + 0.5, y + 0.9) for x, y in outline], "#cfd6d2")
    _rice(sheet)
    _soup(sheet)
    _fish(sheet)
    _kimchi(sheet)
    _greens(sheet)
    for x, y, turn in ((126.4, 15, 89), (129.4, 15, 91)):
        sheet.overprint(turned(path("0 1, 64 0.4, 64 2.4, 0 3"), turn, x + 1.4, y + 1), "#8f7358")
        sheet.shape(turned(path("0 -0.9, 64 -0.45, 64 0.45, 0 0.9"), turn, x, y), "#e6e9e4")
    sheet.shape(ribbon([(136, 32), (136, 80)], (1.2, 2)), "#e6e9e4")
    sheet.disc(136, 27, 4.4, "#e6e9e4", flat=1.5)
    sheet.disc(135.6, 27.4, 3.2, "#b9c2c0", flat=1.5)


def _rounded(well):
    (left, top), _, (right, bottom), _ = well
    return _with_corners(left, top, right, bottom, 4)


def _tray(x, y, grow=0):
    return _with_corners(20 - grow + x, 9 - grow + y, 123 + grow + x, 86 + grow + y, 7)


def _with_corners(left, top, right, bottom, r):
    corners = (
        (right - r, top + r, -90),
        (right - r, bottom - r, 0),
        (left + r, bottom - r, 90),
        (left + r, top + r, 180),
    )
    return [point for x, y, turn in corners for point in arc(x, y, r, turn, turn + 90, steps=8)]


def _rice(sheet):
    mound = smooth(path("30 66, 32 56, 42 51.6, 54 52, 61.6 58, 62 68, 56 76, 42 77, 33 74"))
    sheet.shape([(x + 1, y + 1.4) for x, y in mound], "#a3adab")
    sheet.shape(mound, inks.CREAM)
    with sheet.inside(mound):
        for number in range(130):
            x, y = 30 + number * 20.7 % 33, 51 + number * 9.1 % 27
            sheet.gouge(x, y, 2, 0.75, ("#e8dfc8", "#ffffff", "#ddd2b8")[number % 3], turn=number * 47 % 180)
    for x, y in sheet.scatter(13, 40, 57, 55, 71):
        sheet.disc(x, y, 0.5, inks.INK)


def _soup(sheet):
    sheet.disc(93, 63.6, 15.2, "#c98a4a")
    sheet.disc(93, 64, 13.8, inks.OCHRE)
    for number in range(7):
        turn = number * 51
        x, y = arc(93, 63.6, 8, turn, turn, steps=1)[0]
        sheet.shape(
            turned(smooth(path("-3 -1, 0 -2, 3 -0.6, 2.4 1.4, -2 1.6")), turn + 20, x, y),
            inks.WOOD_GREEN if number % 2 else inks.MOSS,
        )
    for x, y in ((90, 60), (97, 66), (89, 69), (99, 59)):
        sheet.shape(turned(box(-2.1, -2.1, 2.1, 2.1), x * 3, x, y + 0.5), inks.STRAW)
        sheet.shape(turned(box(-2, -2, 2, 2), x * 3, x, y), inks.CREAM)
    sheet.stroke(arc(93, 64, 12.2, 190, 265), inks.LAMP, 0, 0.9, 0)


def _fish(sheet):
    body = smooth(path("28 31, 33 25.4, 40 23.6, 46 27, 49 30, 46 33, 40 35.6, 33 35"))
    sheet.shape([(x + 0.6, y + 1) for x, y in body], "#9aa5a4")
    sheet.shape(body, inks.AMBER)
    with sheet.inside(body):
        sheet.shape(smooth(path("28 29, 36 22, 48 25, 46 28.6, 36 28")), inks.BARK)
        for number in range(5):
            sheet.stroke([(34 + number * 2.8, 24), (33 + number * 2.8, 36)], inks.BARK, 0.3, 1, 0.3)
    sheet.shape(path("47.6 30, 52.6 25.4, 51 30, 52.8 34.8"), inks.BARK)
    sheet.disc(31.2, 29.8, 0.9, inks.CREAM)
    sheet.disc(31.2, 29.8, 0.45, inks.INK)
    sheet.shape(arc(49, 20.4, 3.2, 20, 200), inks.LAMP)
    sheet.shape([(29, 39), *arc(33, 38.6, 3.4, 180, 360), (37, 39)], inks.LAMP)


def _kimchi(sheet):
    for number in range(15):
        x, y = 62 + number * 12.7 % 20, 20.6 + number * 7.1 % 17
        leaf = smooth(path("-4 0, -1.4 -2.2, 2 -1.6, 4 0.2, 1.6 2, -2 1.8"))
        sheet.shape(
            turned(leaf, number * 53, x, y), (inks.VERMILION, inks.CORAL, inks.BRICK, "#e7a877")[number % 4]
        )
        sheet.gouge(x, y, 4.4, 0.7, "#f3cfa0" if number % 3 else inks.WINE, turn=number * 53)


def _greens(sheet):
    for number in range(46):
        x, y = 95 + number * 13.3 % 18, 20.4 + number * 7.7 % 17
        sheet.gouge(
            x,
            y,
            sheet.any(7, 11),
            sheet.any(1, 1.8),
            (inks.MOSS, inks.LEAF, inks.WOOD_GREEN, inks.MOSS)[number % 4],
            turn=number * 67 % 180,
            bow=sheet.any(-2, 2),
        )
    for number in range(10):
        sheet.disc(97 + number * 5.9 % 15, 22 + number * 4.3 % 14, 0.5, inks.CREAM)
