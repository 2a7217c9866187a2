"""After dark: the library in its alley, the market on the pier."""

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, box, circle, moved, path, ribbon, smooth
from newsroom.demo.drawings.people import person, silhouette


def library(sheet):
    sheet.box(0, 0, 144, 96, inks.NIGHT)
    sheet.fade(0, 40, inks.DEEP, rows=9, reach=(20, 50))
    sheet.shape(path("30 14, 72 2, 114 14, 114 80, 30 80"), "#3a2a2e")
    sheet.shape(path("26 17, 72 3.4, 118 17, 116 20, 72 7.4, 28 20"), inks.BARK)
    _library_window(sheet)
    sheet.shape(path("38 72, 106 72, 138 97, 6 97"), "#6b5440")
    with sheet.inside(path("38 72, 106 72, 138 97, 6 97")):
        for row in range(8):
            y = 73.4 + row**1.35 * 1.55
            for number in range(14):
                x = 72 + (number - 6.5) * (5 + row * 1.2) + row % 2 * 3
                sheet.gouge(
                    x, y, 4.4 + row, 0.8 + row * 0.16, (inks.OCHRE, "#8f6f47", inks.AMBER)[(number + row) % 3]
                )
    for side, wall in ((False, "#1b2740"), (True, "#182136")):
        _alley_wall(sheet, side, wall)
    _lanterns(sheet)
    person(
        sheet,
        52,
        88,
        24,
        inks.VERMILION,
        legs=inks.INK,
        walks=True,
        arms=(((0.17, -0.62), (0.26, -0.62)),),
        skin=inks.TAN,
    )
    sheet.shape(path("56.6 71.4, 60.6 70.4, 61.2 74.4, 57.2 75.4"), inks.CREAM)
    sheet.shape(path("60.6 70.4, 61.6 70.8, 62.2 74.6, 61.2 74.4"), inks.TEAL)
    sheet.overprint(path("46 88, 58 88, 40 97, 18 97"), "#6d6472")


def _library_window(sheet):
    sheet.box(40, 20, 104, 70, inks.BARK)
    sheet.box(42, 22, 102, 70, inks.LAMP)
    books = [inks.VERMILION, inks.DEEP, inks.MOSS, inks.TIMBER, inks.OCHRE, inks.TEAL, inks.CREAM, inks.WINE]
    for row in range(4):
        bottom, x = 31.6 + row * 9.4, 43.4
        while x < 100:
            width, height = sheet.any(1.1, 2.1), sheet.any(5, 7.4)
            if sheet.hand.random() < 0.93 and not (row > 1 and x > 64):
                colour = books[sheet.hand.randrange(8)]
                sheet.box(x, bottom - height, x + width, bottom, colour)
                sheet.box(
                    x + width * 0.62, bottom - height, x + width, bottom, inks.between(colour, inks.INK, 0.3)
                )
            x += width + 0.14
        sheet.box(42, bottom, 102 if row < 2 else 65, bottom + 1, inks.TIMBER)
    sheet.box(64, 41, 65, 70, inks.TIMBER)
    sheet.stroke([(84, 42), (84, 46)], inks.BARK, 0.5)
    sheet.shape(path("78 50.4, 90 50.4, 86.4 45.4, 81.6 45.4"), inks.PINE)
    sheet.shape(path("78.6 50.4, 89.4 50.4, 97 64, 71 64"), inks.CREAM)
    sheet.shape(smooth(path("77.6 64, 78 60, 80 58, 83.6 58, 85.4 60.6, 86 64")), inks.TEAL)
    sheet.disc(82.6, 56, 1.6, inks.FAIR, flat=1.15)
    sheet.shape(smooth(path("80.6 57.4, 80.6 54.6, 82.8 53.6, 84.6 54.8, 82.8 55.4, 82 57.8")), inks.INK)
    sheet.shape(path("86.4 63.2, 89.4 61.8, 89.4 64, 86.4 64.8"), inks.PAPER)
    sheet.shape(path("92.4 63.2, 89.4 61.8, 89.4 64, 92.4 64.8"), inks.STRAW)
    sheet.box(68, 64, 101, 65.6, inks.BARK)
    for x in (70, 98):
        sheet.box(x, 65.6, x + 1.2, 70, inks.BARK)
    for x in (57, 72, 87):
        sheet.box(x - 0.5, 22, x + 0.5, 70, inks.BARK)
    sheet.box(38, 70, 106, 73, "#5a4236")


def _alley_wall(sheet, flip, colour):
    def put(points, ink):
        sheet.shape([(144 - x, y) if flip else (x, y) for x, y in points], ink)

    put(path("-1 -1, 25 -1, 36 14, 36 74, 8 97, -1 97"), colour)
    put(path("33 10, 36 14, 36 74, 33 76.4"), "#5f5648")
    for row in range(4):
        for place, (left, right) in enumerate(((3, 11), (17, 22), (26.6, 30))):
            top, drop = 10 + row * 17, 1.2 - place * 0.7
            lit = (row * 3 + place + flip) % 5 == 1
            put(
                [(left, top + drop), (right, top + drop), (right, top + 9), (left, top + 9)],
                inks.AMBER if lit else "#101a2c",
            )
            put(
                [
                    (left - 0.6, top + 9),
                    (right + 0.6, top + 9),
                    (right + 0.6, top + 10),
                    (left - 0.6, top + 10),
                ],
                "#2c3a55",
            )
    for x, y in sheet.scatter(24, 1, 2, 30, 84):
        sheet.gouge(144 - x if flip else x, y, 4.6, 0.4, "#2c3a55")


def _lanterns(sheet):
    for number, (y, sag) in enumerate(((8, 9), (19, 6))):
        rope = [
            (x, y + sag * (1 - ((x - 72) / (56 - number * 20)) ** 2))
            for x in range(16 + number * 20, 129 - number * 20, 4)
        ]
        sheet.stroke(rope, inks.INK, 0.4)
        for at in range(2 + number, len(rope) - 1, 4 - number):
            x, y_at = rope[at]
            size = 2.6 - number * 0.7
            sheet.disc(x, y_at + size * 1.2, size * 1.25, inks.OCHRE)
            sheet.disc(x, y_at + size * 1.2, size, inks.LAMP)
            sheet.box(x - size * 0.5, y_at, x + size * 0.5, y_at + size * 0.3, inks.WINE)


def market(sheet):
    sheet.box(0, 0, 144, 60, "#232447")
    sheet.fade(10, 46, inks.PLUM, rows=9, reach=(20, 50))
    sheet.disc(118, 16, 6, inks.CREAM)
    sheet.ring(118, 16, 9.6, 0.6, inks.MAUVE)
    sheet.ridge(path("-4 42, 20 38, 50 44, 90 40, 120 44, 150 39"), 52, "#1b1a36")
    sheet.box(0, 47, 144, 60, inks.DUSK)
    sheet.water(48, 60, inks.MAUVE, rows=6, fill=0.3)
    sheet.box(0, 57, 144, 97, inks.BARK)
    for row in range(7):
        y = 60 + row**1.5 * 2.3
        sheet.stroke([(-1, y), (145, y)], "#3a251f", 0.3 + row * 0.08)
    sheet.fade(88, 97, "#3a251f", rows=3, reach=(20, 50))
    _stall(sheet, 24, 66, 0.66, inks.TEAL)
    _stall(sheet, 122, 67, 0.7, inks.OCHRE)
    sheet.shape(path("44 78, 100 78, 126 97, 18 97"), "#6e4a35")
    for row in range(4):
        y = 81 + row**1.3 * 3.4
        sheet.gouge(72 + (row % 2 - 0.5) * 14, y, 62 + row * 12, 1, inks.AMBER if row < 2 else "#86573a")
    _stall(sheet, 72, 82, 1.25, inks.VERMILION)
    _steam(sheet, 58, 55)
    _garlands(sheet)
    _shoppers(sheet)


def _garlands(sheet):
    for y, sag, first in ((5, 12, 6), (17, 10, 0)):
        rope = [(x, y + sag * (1 - ((x - 72) / 72) ** 2) * (1 if first else 0.6)) for x in range(-2, 148, 3)]
        sheet.stroke(rope, inks.INK, 0.35)
        for x, place in rope[first // 3 :: 4]:
            sheet.disc(x, place + 2.2, 2.5, inks.AMBER)
            sheet.disc(x, place + 2.2, 1.9, inks.LAMP)
            sheet.disc(x, place + 1.8, 0.9, inks.CREAM)


def _shoppers(sheet):
    person(sheet, 40, 93, 27, inks.INK, legs=inks.INK, skin=inks.TAN, arms=(((0.16, -0.6), (0.26, -0.62)),))
    person(sheet, 50, 94, 25, inks.DEEP, legs=inks.INK, skin=inks.FAIR, flip=True, hair=inks.BARK)
    person(
        sheet,
        101,
        94,
        27,
        inks.PLUM,
        legs=inks.INK,
        skin=inks.FAIR,
        flip=True,
        arms=(((0.16, -0.62), (0.27, -0.66)),),
    )
    person(sheet, 112, 93, 18, inks.MOSS, legs=inks.INK, skin=inks.FAIR, flip=True)
    silhouette(sheet, 8, 82, 18, "#191830", walks=True)
    silhouette(sheet, 137, 83, 18, "#191830", walks=True, flip=True)


def _stall(sheet, x, foot, size, colour):
    """A stall whose middle is at x: counter, light, awning; at full size 40 wide."""

    def put(points, ink):
        sheet.shape(moved(points, x, foot, size), ink)

    put(box(-18, -30, 18, -10), inks.LAMP)
    put(smooth(path("-16 -10, -10 -26, 10 -26, 16 -10")), inks.CREAM)
    _cook(put, inks.TEAL if colour == inks.VERMILION else inks.BRICK)
    for number, ink in enumerate(
        (inks.VERMILION, inks.OCHRE, inks.LEAF, inks.CORAL, inks.CREAM, inks.VERMILION, inks.STRAW, inks.LEAF)
    ):
        left = -17 + number * 4.3
        put(
            smooth(moved(path("0 -10, 0.4 -12.4, 2 -13.4, 3.6 -12.2, 4 -10"), left, 0)),
            inks.between(ink, inks.INK, 0.12),
        )
        put(circle(left + 1.6, -12.2, 0.7), inks.between(ink, inks.CREAM, 0.4))
    put(box(-20, -10.4, 20, 0), inks.TIMBER)
    put(box(4, -10.4, 20, 0), inks.between(inks.TIMBER, inks.INK, 0.25))
    put(box(-21, -11, 21, -9), inks.STRAW)
    for number in range(9):
        put(ribbon([(-17 + number * 4.3, -8), (-17 + number * 4.3, -0.6)], (0.1, 0.5, 0.1)), inks.BARK)
    for side in (-19, 19):
        put(box(side - 0.6, -36, side + 0.6, 0), inks.BARK)
    for stripe in range(8):
        ink = colour if stripe % 2 == 0 else inks.PAPER
        low, high = -23 + stripe * 5.75, -18 + stripe * 4.5
        hem = arc(low + 2.87, -30, 2.87, 0, 180)
        put([(high, -40), (high + 4.5, -40), (low + 5.75, -30), *hem, (low, -30)], ink)
        put([(low, -30), *arc(low + 2.87, -30, 2.87, 180, 0), (low, -30)], inks.between(ink, inks.INK, 0.25))
    put(path("-18 -40, 18 -40, 17 -41.4, -17 -41.4"), inks.BARK)


def _cook(put, coat):
    put(smooth(path("-0.6 -10, -0.8 -15, 0 -18, 3 -19, 6 -18, 6.8 -15, 6.6 -10")), coat)
    put(box(2.4, -20.6, 3.6, -18), inks.FAIR)
    put(circle(3, -21.6, 1.55, flat=1.15), inks.FAIR)
    put(path("1.2 -22.2, 0.9 -24.8, 5.1 -24.8, 4.8 -22.2"), inks.PAPER)
    put(path("3.4 -22.2, 3.6 -24.8, 5.1 -24.8, 4.8 -22.2"), inks.STRAW)
    sleeve = smooth(path("0 -17.4, -3 -14.6, -7 -14.4"), closed=False)
    put(ribbon(sleeve, (1.9, 1.4, 1)), inks.PINE if coat == inks.TEAL else inks.WINE)
    put(ribbon([(-6.6, -14.6), (-10, -16.6)], (0.4, 0.4)), inks.BARK)


def _steam(sheet, x, foot):
    for number in range(3):
        left = x + number * 3.4
        points = [(left, foot), (left - 1.4, foot - 5), (left + 1.2, foot - 9), (left - 0.6, foot - 14)]
        sheet.stroke(points, inks.FOAM, 0.2, 1.1, 0.8, 0, soft=True)
