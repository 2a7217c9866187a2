"""The light of Gannet Head, from outside and in section."""

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, path, ribbon, smooth
from newsroom.demo.drawings.people import gull, silhouette


def lighthouse(sheet):
    sheet.box(0, 0, 144, 70, "#20445a")
    sheet.fade(4, 40, "#4c7f8a", rows=8, reach=(24, 60))
    sheet.box(0, 39, 144, 72, "#4c7f8a")
    sheet.fade(40, 58, inks.BLUSH, rows=6, reach=(24, 60))
    sheet.box(0, 57.5, 144, 72, inks.BLUSH)
    _beam(sheet, 74, 24)
    sheet.ridge(path("-4 60, 14 58, 30 61, 48 63, 60 66"), 70, "#6b7f8c")
    sheet.box(0, 65.5, 144, 96, inks.TEAL)
    sheet.fade(68, 90, inks.PINE, rows=8)
    sheet.water(66.5, 95, inks.LAGOON, rows=12, fill=0.3)
    sheet.water(66.5, 80, inks.BLUSH, rows=7, fill=0.16, right=60)
    _headland(sheet)
    _tower(sheet, 74)
    sheet.cut(path("89 52.4, 89 47, 104 47, 104 52.6"), inks.CREAM)
    sheet.shape(path("87.4 47.4, 91 42.4, 102.4 42.4, 105.6 47.4"), inks.BRICK)
    sheet.box(92, 48.4, 94.4, 50.8, inks.LAMP)
    sheet.box(98, 48.2, 100.4, 52.6, inks.TIMBER)
    silhouette(sheet, 61.5, 56.8, 7, inks.INK, arms=(((0.16, -0.62), (0.24, -0.5)),), walks=True)
    for x, y, span in ((30, 34, 9), (43, 27, 6.4), (22, 24, 5.4), (112, 31, 7), (124, 38, 5), (52, 42, 4.6)):
        gull(sheet, x, y, span, inks.CREAM)


def _beam(sheet, x, y):
    for reach, colour in ((13, "#5f8b90"), (6, "#93ad9f")):
        sheet.shape([(x, y), (-4, y - reach), (-4, y + reach * 0.7)], colour)
        sheet.shape([(x, y), (148, y - reach * 0.8), (148, y + reach)], colour)
    for number in range(26):
        turn = number * 360 / 26
        place = arc(x, y, 8.6, turn, turn, steps=1)[0]
        sheet.gouge(*place, sheet.any(3, 5), 0.5, inks.LAMP, turn=turn)


def _headland(sheet):
    """Seen from the west the rock has the head of a gannet, its beak in the water."""
    outline = path(
        "148 98, 148 56, 136 54, 120 53, 104 52, 84 52, 68 54.4, 58 57.6, 50 62, "
        "42 66.6, 32 70, 20 73.6, 30 75.4, 40 76, 47 79, 50 86, 48 98"
    )
    sheet.shape(outline, "#2a2f3c")
    with sheet.inside(outline):
        sheet.shape(path("148 50, 104 50, 68 53, 58 57, 70 59.4, 92 57, 110 59, 148 60"), inks.MOSS)
        sheet.shape(path("148 54, 110 55.6, 84 54.4, 70 56.6, 84 56.8, 104 57, 148 58"), inks.LEAF)
        for number, (x, y) in enumerate(sheet.scatter(56, 40, 60, 144, 96)):
            ink = "#4c515e" if number % 3 else "#6d6674"
            sheet.gouge(x, y, sheet.any(4, 9), sheet.any(0.5, 1.1), ink, turn=68 + sheet.any(-16, 16))
        sheet.gouge(38, 72.2, 30, 1.1, "#596070", turn=-13)
    _kettle_cove(sheet)
    sheet.stroke(path("14 75.4, 26 77.4, 40 77.6, 49 84, 48 97"), inks.FOAM, 0.3, 1.4, 0.8, 1.8, 1, soft=True)
    sheet.stroke(path("6 79, 24 81, 36 82, 42 88, 38 97"), inks.LAGOON, 0.2, 0.9, 0.5, 1.1, 0.4, soft=True)


def _kettle_cove(sheet):
    """Three crooked rows of kitchen windows; one is dark."""
    for row, (left, count, top) in enumerate(((92, 9, 67), (84, 11, 76), (78, 13, 85.4))):
        for number in range(count):
            x = left + number * 5.2 + row % 2
            y = top + (0, 1.4, 0.4, -0.8, 0.9)[(number * 2 + row) % 5] + (x - 100) * 0.03
            wall = ("#454b5a", "#3a4050", "#4e4a58")[(number + row) % 3]
            sheet.box(x - 2.5, y - 1.6, x + 2.5, y + 4.6, wall)
            sheet.shape(
                [(x - 3, y - 1.6), (x - 1.4, y - 3.4), (x + 1.4, y - 3.4), (x + 3, y - 1.6)],
                "#6a3038" if number % 3 else "#59606e",
            )
            sheet.box(x - 0.9, y, x + 0.9, y + 2.2, "#20242f" if (row, number) == (0, 8) else inks.LAMP)


def _tower(sheet, x):
    sheet.shape([(x - 4.2, 30), (x + 4.2, 30), (x + 6.6, 54), (x - 6.6, 54)], inks.CREAM)
    sheet.shape([(x - 4.9, 37), (x + 4.9, 37), (x + 5.6, 44), (x - 5.6, 44)], inks.VERMILION)
    sheet.overprint([(x + 1.2, 30), (x + 4.2, 30), (x + 6.6, 54), (x + 2, 54)], "#8c93b4")
    for y in (33, 40, 47):
        sheet.box(x - 2.2, y, x - 0.8, y + 2.6, inks.INK)
    sheet.box(x - 6, 28.4, x + 6, 30.2, inks.INK)
    sheet.box(x - 3.2, 19.6, x + 3.2, 28.4, inks.LAMP)
    sheet.disc(x, 24, 2.2, inks.CREAM)
    for side in (-3.2, 0, 3.2):
        sheet.stroke([(x + side, 19.6), (x + side, 28.4)], inks.INK, 0.5)
    for side in (-5.8, -2.9, 2.9, 5.8):
        sheet.stroke([(x + side, 25.4), (x + side, 28.4)], inks.INK, 0.35)
    sheet.stroke([(x - 6, 25.4), (x + 6, 25.4)], inks.INK, 0.4)
    sheet.shape(
        [(x - 4.2, 19.8), *smooth([(x - 3.4, 17), (x, 14.6), (x + 3.4, 17)], closed=False), (x + 4.2, 19.8)],
        inks.BRICK,
    )
    sheet.stroke([(x, 15), (x, 11)], inks.INK, 0.5)


def lens(sheet):
    sheet.box(0, 0, 144, 96, inks.NIGHT)
    sheet.fade(-4, 100, "#15304a", rows=16, reach=(30, 60))
    sheet.shape(smooth(path("72 3, 90 12, 101 48, 90 84, 72 93, 54 84, 43 48, 54 12")), "#1c3d57")
    _prisms(sheet, -1)
    _prisms(sheet, 1)
    sheet.disc(72, 46, 12.4, "#4f6d66")
    sheet.disc(72, 46, 9, "#b59a4e")
    for number in range(24):
        place = arc(72, 46, 10.8, number * 15, number * 15, steps=1)[0]
        sheet.gouge(*place, 4.2, 0.6, inks.LAMP, turn=number * 15)
    sheet.box(69.4, 56, 74.6, 87, inks.AMBER)
    sheet.box(73, 56, 74.6, 87, inks.BARK)
    sheet.box(68.6, 53, 75.4, 57, inks.OCHRE)
    for y in (54, 55.6):
        sheet.box(68.2, y, 75.8, y + 0.6, inks.BARK)
    sheet.shape(
        smooth(
            path(
                "69.6 53.4, 68.8 50.6, 66.2 46.6, 67.4 41.6, 72 39.4, "
                "76.6 41.6, 77.8 46.6, 75.2 50.6, 74.4 53.4"
            )
        ),
        inks.CREAM,
    )
    sheet.stroke(path("71 53, 70 46.4, 71.2 44, 72 46.4, 72.8 44, 74 46.4, 73 53"), inks.AMBER, 0.5)
    sheet.shape(path("54 86, 90 86, 96 91, 48 91"), inks.OCHRE)
    sheet.shape(path("74 86, 90 86, 96 91, 76 91"), inks.AMBER)
    sheet.box(44, 91, 100, 97, inks.BARK)
    sheet.shape([(58, 9), *smooth([(60, 5), (72, 1.4), (84, 5)], closed=False), (86, 9)], inks.OCHRE)
    sheet.shape([(72, 9), *smooth([(72, 1.4), (84, 5)], closed=False), (86, 9)], inks.AMBER)


def _prisms(sheet, side):
    """The cut glass of one side: the bull's eye, then prisms that lean more the farther they are."""

    def put(points, colour):
        sheet.shape([(72 + side * x, 48 + y) for x, y in points], colour)

    eye = smooth(path("28 -9, 33.6 -5, 35.4 0, 33.6 5, 28 9"), closed=False)
    put([*eye], inks.FOAM)
    put([(28, 0), *eye[len(eye) // 2 :]], inks.SKY)
    for up in (-1, 1):
        for number in range(7):
            low, high = 10.6 + number * 4.1, 14 + number * 4.1
            inner = 28 - 0.9 * number - 0.22 * number**2
            tip = (inner + 6.6 - 0.25 * number, up * (low + 0.5 + 0.22 * number))
            foot, head = (inner, up * low), (inner - 1.1 - 0.42 * number, up * high)
            put([foot, tip, head], inks.FOAM if up < 0 else inks.MIST)
            put(
                [((foot[0] + head[0]) / 2, (foot[1] + head[1]) / 2), tip, head],
                inks.SKY if up < 0 else inks.LAGOON,
            )
            middle = ((foot[0] + head[0]) / 2, (foot[1] + head[1]) / 2)
            put(ribbon([(7, up * (2.6 + number * 1.1)), middle], (0.3, 0.46)), inks.LAMP)
            put(ribbon([tip, (76, tip[1] * 1.06)], (0.5, 0.9)), "#c3a551" if number % 2 else "#8d8153")
        brass = smooth([(27.4, up * 9.8), (23.4, up * 25), (11.6, up * 41)], closed=False)
        put(ribbon(brass, (0.8, 0.8)), inks.OCHRE)
    put(ribbon([(7, 0), (28, 0)], (0.3, 0.5)), inks.LAMP)
    for y in (-6, -2, 2, 6):
        put(ribbon([(35.5 - y * y * 0.075, y), (76, y * 1.06)], (0.5, 0.9)), "#c3a551")
