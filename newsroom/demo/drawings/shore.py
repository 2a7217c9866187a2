"""Kelp on the beach, rain on the roofs."""

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, moved, path, ribbon, smooth
from newsroom.demo.drawings.people import person


def kelp(sheet):
    _beach(sheet)
    for left, right, foot, height, count in (
        (-6, 62, 54, 13, 17),
        (76, 152, 55, 13.5, 18),
        (-10, 46, 66, 21, 11),
        (98, 156, 67, 22, 11),
    ):
        _rack(sheet, left, right, foot, height, count)
    sheet.overprint(path("72 89, 80 89, 64 96, 48 96"), "#c9b79c")
    _rack(sheet, 20, 126, 88, 35, 19, gap=(69, 87))
    frond = smooth(path("73.4 53.4, 71.6 62, 73.6 70, 72.6 80"), closed=False)
    sheet.shape(ribbon(frond, (2.6, 4.4, 3.6, 4.2, 1.6)), inks.WOOD_GREEN)
    sheet.shape(ribbon(frond[2:-3], (0, 0.8, 0)), inks.LEAF)
    arms = ((0.18, -0.86), (0.26, -1.08)), ((-0.06, -0.95), (0.1, -1.12))
    person(
        sheet, 80, 89.5, 31, inks.TEAL, legs=inks.DEEP, hat=inks.STRAW, flip=True, skin=inks.TAN, arms=arms
    )
    sheet.shape(smooth(path("88 90, 87 84, 102 84, 101 90")), inks.TIMBER)
    for x in range(89, 101, 2):
        sheet.stroke([(x, 84.4), (x + 0.4, 90)], inks.BARK, 0.3)
    for x in (89, 92, 95, 98):
        sheet.gouge(x, 83.6, 6, 2, inks.WOOD_GREEN if x % 2 else inks.MOSS, turn=-40 + x % 5 * 20)


def _beach(sheet):
    sheet.box(0, 0, 144, 36, "#f3dcb4")
    sheet.fade(0, 20, inks.PAPER, rows=6, reach=(24, 60))
    sheet.disc(104, 17, 8, inks.CREAM)
    sheet.ridge(path("-4 26, 16 22, 38 27, 60 30, 80 31.5, 100 30, 122 25.6, 150 29"), 34, inks.MIST)
    sheet.box(0, 32, 144, 50, inks.SEA)
    sheet.fade(33, 46, inks.TEAL, rows=5)
    sheet.water(33, 46, inks.FOAM, rows=8, fill=0.3)
    shore = path("-2 45, 20 43.6, 44 46, 74 44.6, 106 47, 130 45, 148 46.4")
    sheet.ridge(shore, 97, inks.SAND)
    sheet.stroke(moved(shore, 0, 0.4), inks.CREAM, 0.7, 1.3, 0.6, 1.2, 0.8, soft=True)
    sheet.water(52, 96, inks.STRAW, rows=10, fill=0.22)


def _rack(sheet, left, right, foot, height, count, gap=(0, 0)):
    top, pitch = foot - height, (right - left) / count
    size = height / 35
    sheet.overprint(
        [
            (left, foot - 1),
            (right, foot - 1),
            (right - 12 * size, foot + 5 * size),
            (left - 14 * size, foot + 5 * size),
        ],
        "#d8c6a4",
    )
    for number in range(4):
        x = left + 3 * size + (right - left - 6 * size) * number / 3
        sheet.stroke(
            [(x - 4.4 * size, foot + 1.4 * size), (x + 1.2 * size, top - 2 * size)],
            inks.BARK,
            1.5 * size,
            1.1 * size,
        )
        sheet.stroke(
            [(x + 4 * size, foot - 1 * size), (x - 1 * size, top - 2.4 * size)],
            inks.TIMBER,
            1.3 * size,
            1 * size,
        )
    for number in range(count):
        x = left + (number + 0.5) * pitch
        if gap[0] < x < gap[1]:
            continue
        _blade(sheet, number, x, top, pitch * 0.74, height)
    sheet.stroke([(left, top), (right, top)], inks.BARK, 1.1 * size)


def _blade(sheet, number, x, top, width, height):
    """One hung up to dry, from (x, top) down; its rack is that high."""
    size = height / 35
    length, sway = height * sheet.any(0.62, 0.86), sheet.any(-1, 1.6) * size
    colour = (inks.WOOD_GREEN, inks.MOSS, "#39512c", inks.WOOD_GREEN, "#6b6a34")[number * 3 % 5]
    line = smooth(
        [(x, top - 0.6 * size), (x + sway * 0.3, top + length * 0.4), (x + sway, top + length)],
        closed=False,
    )
    sheet.shape(ribbon(line, (width * 0.7, width, width * 0.86, width, width * 0.5)), colour)
    sheet.shape(
        ribbon([(px + width * 0.14, py) for px, py in line[1:-2]], (0, width * 0.16, 0)),
        inks.LEAF if number % 2 else inks.MOSS,
    )
    sheet.shape(ribbon([(px - width * 0.3, py) for px, py in line[2:-1]], (0, width * 0.14, 0)), inks.INK)


def cisterns(sheet):
    sheet.box(0, 0, 144, 40, "#9fb3b5")
    sheet.fade(26, -2, inks.SLATE, rows=8, reach=(24, 60))
    sheet.ridge(path("-4 30, 18 25, 40 29, 62 33, 84 30, 112 24, 150 30"), 40, "#7c9296")
    sheet.box(0, 35, 144, 97, "#5f868d")
    sheet.water(36, 50, inks.MIST, rows=7, fill=0.3)
    for left, right, top, wall, lid in HOUSES:
        _roof(sheet, left, right, top, 98, wall, lid)
        if top < 60:
            _cistern(sheet, (left + right) / 2 + 3, top + 0.6, 3.2, inks.TEAL if left % 4 else inks.BLUE)
    _cistern(sheet, 16, 62, 6, inks.BLUE)
    _cistern(sheet, 29, 62, 5, inks.TEAL)
    _cistern(sheet, 122, 63, 6.4, inks.TEAL)
    _nearest_roof(sheet)
    for x, y in sheet.scatter(130, -6, 0, 150, 94):
        sheet.gouge(x, y, sheet.any(4, 8), 0.34, inks.FOAM, turn=106)


HOUSES = (
    (-4, 24, 42, "#6c7680", "#8b949b"),
    (20, 44, 46, "#8d6b6c", "#a98a85"),
    (100, 122, 43, "#8d6b6c", "#a98a85"),
    (118, 150, 47, "#5d6a75", "#7d8991"),
    (40, 62, 49, "#5d6a75", "#7d8991"),
    (84, 104, 48, "#6c7680", "#8b949b"),
    (-6, 40, 60, inks.BARK, "#7b5a4e"),
    (104, 152, 61, inks.BARK, "#7b5a4e"),
    (40, 104, 66, "#7c5a58", "#99776f"),
)


def _nearest_roof(sheet):
    sheet.cut(path("28 86, 36 72, 108 72, 116 86"), "#b08f80")
    sheet.cut(path("28 86, 116 86, 116 97, 28 97"), inks.WINE)
    sheet.box(27, 85.4, 117, 87, "#3a1719")
    for x in (38, 50, 62, 74, 86, 98):
        sheet.box(x, 90, x + 5, 97, inks.LAMP if x in (50, 86) else "#3a1719")
    sheet.overprint(path("60 84, 84 80, 112 82, 108 85, 72 85"), "#b3a4a6")
    _cistern(sheet, 64, 81.4, 13, inks.BLUE)
    arms = ((0.22, -0.66), (0.4, -0.66)), ((-0.02, -0.66), (0.06, -0.8))
    person(sheet, 88, 83.6, 25, inks.OCHRE, legs=inks.NIGHT, flip=True, arms=arms)
    _umbrella(sheet, 87, 63)


def _roof(sheet, left, right, top, foot, wall, lid):
    sheet.cut([(left, top + 2), (right, top + 2), (right, foot), (left, foot)], wall)
    sheet.cut(
        [(left - 1.4, top + 3), (left + 3, top - 1.6), (right - 3, top - 1.6), (right + 1.4, top + 3)], lid
    )
    sheet.box(left - 1.4, top + 3, right + 1.4, top + 4.4, inks.between(wall, inks.INK, 0.4))
    for number in range(int((right - left) / 7)):
        x = left + 3 + number * 7
        if x + 3.4 < right:
            sheet.box(
                x,
                top + 7.4,
                x + 3.2,
                top + 12,
                inks.LAMP if (number * 5 + int(left)) % 4 == 1 else inks.between(wall, inks.INK, 0.55),
            )


def _cistern(sheet, x, foot, radius, colour):
    height = radius * 2.1
    top = foot - height
    body = [*arc(x, foot, radius, 0, 180, flat=0.22), *arc(x, top, radius, 180, 360, flat=0.22)]
    sheet.shape(body, colour)
    with sheet.inside(body):
        sheet.box(
            x + radius * 0.35, top - radius, x + radius, foot + radius, inks.between(colour, inks.INK, 0.4)
        )
        for number in range(1, 4):
            y = top + height * number / 4
            line = arc(x, y, radius, 0, 180, flat=0.22)
            sheet.stroke(line, inks.between(colour, inks.INK, 0.45), radius * 0.07)
        sheet.gouge(x - radius * 0.62, foot - height * 0.45, height * 0.72, radius * 0.17, inks.MIST, turn=90)
    sheet.disc(x, top, radius, inks.between(colour, inks.CREAM, 0.35), flat=0.22)
    sheet.disc(x, top, radius * 0.76, inks.between(colour, inks.INK, 0.3), flat=0.2)


def _umbrella(sheet, x, y):
    sheet.stroke([(x, y - 8), (x, y + 1)], inks.INK, 0.6)
    outline = [
        *arc(x, y - 5, 11, 180, 360, flat=0.72),
        (x + 7.4, y - 6.2),
        (x + 3.6, y - 5),
        (x, y - 6.2),
        (x - 3.6, y - 5),
        (x - 7.4, y - 6.2),
    ]
    sheet.shape(outline, inks.VERMILION)
    sheet.shape(
        [(x, y - 13), *arc(x, y - 5, 11, 300, 360, flat=0.72), (x + 7.4, y - 6.2), (x + 3.6, y - 5)],
        inks.BRICK,
    )
    sheet.stroke([(x, y - 12.6), (x, y - 15)], inks.INK, 0.6)
