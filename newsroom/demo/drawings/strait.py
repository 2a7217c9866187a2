"""On the strait: the ferry, the harbor, the buoy, the paper boats."""

import math

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, box, circle, lens, moved, path, ribbon, smooth, turned
from newsroom.demo.drawings.people import gull, silhouette


def ferry(sheet):
    sheet.box(0, 0, 144, 64, inks.NIGHT)
    sheet.fade(26, 63, inks.DEEP, rows=10)
    _moon_with_halo(sheet, 66, 25)
    sheet.blob(path("-4 70, -4 57, 14 53.5, 26 57, 40 58.5, 56 62, 70 70"), "#0e1c2c")
    sheet.blob(path("84 70, 92 61, 108 58, 124 53, 138 55, 150 51, 150 70"), "#0e1c2c")
    sheet.box(0, 63, 144, 96, inks.DEEP)
    sheet.fade(66, 92, inks.NIGHT, rows=9, reach=(18, 44))
    sheet.box(0, 91.4, 144, 96, inks.NIGHT)
    sheet.water(64, 94, inks.BLUE, rows=13, fill=0.3)
    sheet.glitter(66, 64, 95, inks.MIST, spread=(3, 8), rows=12, width=0.8)
    _night_boat(sheet)
    for x in range(34, 116, 6):
        for row in range(4):
            y = 75.6 + row * (2.6 + row * 0.5) + sheet.any(-0.5, 0.5)
            colour = (inks.LAMP, inks.OCHRE, inks.OCHRE, inks.AMBER)[row]
            sheet.gouge(x + sheet.any(-1.5, 1.5), y, sheet.any(3, 5.5) + row, 0.7, colour)
    sheet.stroke(path("18 74.2, 24 73, 40 74, 100 74, 118 72.6, 128 74.6"), inks.FOAM, 0, 0.8, 0.3, 0.3, 1, 0)


def _moon_with_halo(sheet, x, y):
    sheet.disc(x, y, 21, "#1b4163")
    sheet.disc(x, y, 13, "#2a5a7d")
    for number in range(72):
        turn = number * 5
        place = arc(x, y, 17 + sheet.any(-1.2, 1.2), turn, turn, steps=1)[0]
        sheet.gouge(*place, sheet.any(4, 6.5), 0.42, "#6f9db3", turn=turn)
    sheet.ring(x, y, 21.4, 0.75, inks.MIST)
    sheet.disc(x, y, 7, inks.CREAM)
    with sheet.inside(circle(x, y, 7)):
        for spot in ((-2.4, -1.6, 1.9), (1.2, -3, 1.2), (2.2, 1.6, 1.6), (-1.5, 3, 1)):
            sheet.disc(x + spot[0], y + spot[1], spot[2], "#ece3c4")
    for number, (px, py) in enumerate(sheet.scatter(44, 2, 2, 142, 50)):
        if (px - x) ** 2 + (py - y) ** 2 > 25**2:
            sheet.disc(px, py, 0.16 + number % 3 * 0.09, "#9fb9c6")


def _night_boat(sheet):
    white, shade = "#d5ded6", "#8fa9b1"
    sheet.shape(smooth(path("50 41, 51.6 28, 60.6 28, 61 41"), closed=False), inks.VERMILION)
    sheet.shape(path("51.2 31, 60.6 31, 60.7 34.4, 50.8 34.4"), inks.CREAM)
    sheet.shape(path("57 28, 60.6 28, 61 41, 57.6 41"), inks.WINE)
    sheet.stroke([(88, 36), (88, 25.5)], white, 0.7, 0.35)
    sheet.stroke([(85.4, 29), (90.6, 29)], white, 0.4)
    for top, outline in (
        (35.4, path("78 35.4, 94 35.4, 98 41, 78 41")),
        (41, path("39 41, 98 41, 101.6 47.6, 36 47.6")),
        (47.6, path("33 47.6, 103 47.6, 107 54.6, 30 54.6")),
        (54.6, path("26.4 54.6, 109 54.6, 123 57.4, 119.4 62, 26 62")),
    ):
        sheet.shape(outline, white)
        (left, _), (right, _) = outline[0], outline[1]
        sheet.shape(
            [(left - 0.6, top), (right + 0.8, top), (right + 1.3, top + 1.1), (left - 1, top + 1.1)], shade
        )
    sheet.shape(path("82 37.3, 94.4 37.3, 96 39.6, 82 39.6"), inks.LAMP)
    for x in (85, 88.2, 91.4):
        sheet.box(x, 37.3, x + 0.4, 39.6, white)
    for start, end, top, pitch in ((41, 97, 43.4, 4), (37, 103, 50, 3.6)):
        for number in range(int((end - start) / pitch)):
            x = start + number * pitch
            sheet.box(
                x,
                top,
                x + pitch * 0.66,
                top + 2.6,
                inks.AMBER if (number * 7 + int(top)) % 11 == 3 else inks.LAMP,
            )
    sheet.shape(path("25.6 60.4, 121 60.4, 111.6 74, 31 74, 26.6 70"), "#0d1724")
    sheet.shape(path("27.6 71, 113.6 71, 111.6 74, 31 74"), inks.VERMILION)
    for x in range(33, 112, 5):
        sheet.disc(x, 64.4, 0.62, inks.LAMP)
    for x in (45, 57, 69):
        sheet.shape(moved(smooth(path("0 0, 7 0, 6 2, 1 2")), x, 46), inks.CORAL)


def harbor(sheet):
    sheet.box(0, 0, 144, 60, inks.BLUSH)
    sheet.box(0, 0, 144, 10, "#f5d9b8")
    sheet.fade(8, 26, inks.BLUSH, rows=5)
    sheet.fade(22, 56, inks.CORAL, rows=8, reach=(22, 60))
    sheet.disc(88, 43, 13, inks.LAMP)
    sheet.disc(88, 43, 10.6, inks.CREAM)
    for x, y, length in ((72, 36, 34), (104, 44, 40), (80, 48.5, 30), (118, 31, 26), (56, 28, 22)):
        sheet.gouge(x, y, length, 1.5, inks.VERMILION if y > 40 else inks.CORAL, bow=0.3)
    for colour, ridge in (
        (inks.MAUVE, path("-5 50, 20 46, 44 51, 62 47, 80 52.5, 100 49, 122 43, 150 48")),
        ("#7b5d74", path("-5 54, 16 55, 40 52.5, 60 56.4, 92 56, 112 51.5, 134 53, 150 50")),
    ):
        sheet.shape([(-5, 60), *smooth(ridge, closed=False), (150, 60)], colour)
    sheet.box(0, 58, 144, 96, "#b4706d")
    sheet.fade(60, 78, inks.PLUM, rows=8)
    sheet.box(0, 77, 144, 96, inks.PLUM)
    sheet.fade(78, 94, inks.DUSK, rows=6, reach=(20, 44))
    sheet.water(59, 90, inks.CORAL, rows=12, fill=0.32)
    sheet.glitter(88, 58.6, 92, inks.LAMP, spread=(5, 15), rows=17, width=1.1)
    _container_ship(sheet)
    sheet.cut([(-1, 67.6), (50, 67.6), (52, 71.6), (-1, 71.6)], "#3c2c47")
    _crane(sheet, 31, 68, 0.72, "#3c2c47")
    _crane(sheet, 8, 84, 1.12, inks.INK)
    sheet.cut(path("-1 82, 50 82, 54 85, 54 97, -1 97"), inks.INK)
    sheet.box(-1, 84.6, 53, 85.3, "#4b3a50")
    for x in (42, 50):
        sheet.blob(
            [(x - 1.6, 82.4), (x - 1, 80), (x - 1.6, 78.6), (x + 1.6, 78.6), (x + 1, 80), (x + 1.6, 82.4)],
            inks.INK,
        )
    silhouette(sheet, 34, 82.3, 9, inks.INK, arms=())
    for x, y, span in ((104, 20, 6), (113, 25, 4.4), (96, 14, 3.6)):
        gull(sheet, x, y, span, "#7b4a55")


def _container_ship(sheet):
    colours = [inks.VERMILION, inks.SAND, inks.TEAL, inks.BRICK, "#4b7d8c", inks.OCHRE]
    for place in range(14):
        for layer in range((3, 4, 4, 3, 5, 4, 5, 5, 3, 4, 5, 4, 3, 2)[place]):
            x, y = 61 + place * 3.5, 58.6 - layer * 2.9
            colour = colours[(place * 5 + layer * 7 + place * layer) % 6]
            sheet.box(x, y, x + 3.3, y + 2.7, colour)
            sheet.box(x + 2.2, y, x + 3.3, y + 2.7, inks.between(colour, inks.INK, 0.35))
    sheet.shape(path("111 44, 117 44, 117 62, 110 62"), inks.CREAM)
    sheet.shape(path("115 44, 117 44, 117 62, 115 62"), inks.MAUVE)
    sheet.box(109.6, 45.6, 116, 47.2, inks.INK)
    for y in (50, 53, 56):
        sheet.box(111.4, y, 114, y + 0.9, inks.PLUM)
    sheet.box(118, 50, 121, 61, inks.VERMILION)
    sheet.shape(path("51 58.6, 57 61, 124 61, 122 70, 60 70, 55.5 66"), inks.INK)
    sheet.shape(path("57.5 67.8, 122.4 67.8, 122 70, 60 70"), inks.BRICK)
    sheet.stroke(path("44 70.8, 56 69.6, 90 70.4, 122 70.4, 138 71.2"), inks.BLUSH, 0, 0.9, 0.4, 0.5, 0)
    sheet.overprint(path("58 71, 122 71, 116 77, 66 77"), "#b9a0b0")


def _crane(sheet, x, foot, size, colour):
    def bar(points, *widths):
        sheet.stroke(
            [(x + px * size, foot + py * size) for px, py in points], colour, *(w * size for w in widths)
        )

    for leg in (0, 17):
        bar([(leg, 0), (leg + (2 if leg == 0 else -1), -50)], 2, 1.5)
        bar([(leg - 2, -0.6), (leg + 2, -0.6)], 1.8)
    bar([(0.6, -20), (17, -20)], 1.6)
    bar([(1, -20), (16, -49)], 1)
    bar([(-12, -49), (50, -49)], 2.2)
    bar([(-12, -46.4), (50, -47)], 0.5)
    for at in range(-10, 50, 5):
        bar([(at, -49), (at + 2.5, -46.6), (at + 5, -49)], 0.45)
    bar([(2, -49), (11, -68), (16, -49)], 1.4)
    bar([(11, -68), (49, -49.6)], 0.7)
    bar([(11, -68), (29, -49.6)], 0.7)
    bar([(11, -68), (-11, -49.6)], 0.7)
    bar([(34, -47), (33, -31)], 0.35)
    bar([(38, -47), (39, -31)], 0.35)
    left, top = x + 31 * size, foot - 31 * size
    sheet.box(left, top, left + 10 * size, top + 4.4 * size, inks.VERMILION)
    sheet.box(left + 7 * size, top, left + 10 * size, top + 4.4 * size, inks.WINE)
    sheet.box(x + 24 * size, foot - 47 * size, x + 28 * size, foot - 42.6 * size, colour)


def storm_buoys(sheet):
    sheet.box(0, 0, 144, 96, "#8fa6ab")
    sheet.fade(-4, 40, inks.SLATE, rows=9, reach=(24, 60))
    sheet.box(0, -1, 144, 1, inks.SLATE)
    for x, y, length in ((20, 12, 60), (96, 8, 70), (66, 22, 50), (126, 27, 44)):
        sheet.gouge(x, y, length, 8, "#4c5a66", bow=-1.4)
    for x, y in sheet.scatter(84, -4, 0, 156, 54):
        sheet.gouge(x, y, sheet.any(4, 9), 0.36, inks.FOAM, turn=112)
    _swell(sheet, inks.TEAL, path("-6 46, 14 50, 34 44, 58 51, 84 42, 104 49, 126 43, 150 51"), inks.LAGOON)
    _swell(
        sheet,
        "#195a5c",
        path("-6 62, 10 63, 30 53, 52 58, 72 67, 96 60, 116 51, 134 58, 150 62"),
        inks.LAGOON,
    )
    _buoy(sheet)
    _swell(
        sheet,
        inks.PINE,
        path("-6 60, 8 63, 24 73, 46 80, 72 77, 92 80, 112 74, 126 66, 138 68, 150 78"),
        inks.MIST,
    )
    _swell(sheet, inks.NIGHT, path("-6 88, 20 92, 50 84, 78 93, 106 88, 130 84, 150 92"), inks.LAGOON)
    for _ in range(40):
        x = sheet.any(2, 142)
        sheet.disc(x, 60 + sheet.any(-6, 30), sheet.any(0.2, 0.5), inks.FOAM)


def _swell(sheet, colour, crest, light):
    """A wave, its crest cut in foam and its face in gouges that follow it down."""
    line = smooth(crest, closed=False, steps=9)
    sheet.shape([(-6, 97), *line, (150, 97)], colour)
    for depth in range(5):
        for at in range(3, len(line) - 6, 4):
            if sheet.hand.random() < 0.62 - depth * 0.07:
                (ax, ay), (bx, by) = line[at], line[at + 3]
                y = (ay + by) / 2 + 2.4 + depth * (2.4 + depth * 0.35) + sheet.any(-0.5, 0.5)
                slope = math.degrees(math.atan2(by - ay, bx - ax))
                sheet.gouge((ax + bx) / 2, y, sheet.any(4, 9), 0.85 - depth * 0.1, light, turn=slope, bow=0.3)
    sheet.stroke(line, inks.FOAM, 1.1, 0.5, 1.3, 0.4, 1.2, 0.6, 1.4)


def _buoy(sheet):
    def put(points, colour):
        sheet.shape(turned(points, 11, 71, 70), colour)

    put(smooth(path("-15 -4, 15 -4, 13 10, -13 10")), inks.WINE)
    put(path("-15 -6, 15 -6, 15 3, -15 3"), inks.VERMILION)
    put(path("5 -6, 15 -6, 15 3, 5 3"), inks.BRICK)
    put(box(-16, -7.4, 16, -5.4), inks.CREAM)
    for side in (-1, 1):
        put(ribbon([(side * 10, -7), (side * 4.4, -36)], (1.5, 1.1)), inks.INK)
    for low, high in ((-7, -17), (-17, -27), (-27, -35)):
        reach = [10 + (level + 7) * 0.19 for level in (low, high)]
        put(ribbon([(-reach[0], low), (reach[1], high)], (0.7, 0.7)), inks.INK)
        put(ribbon([(reach[0], low), (-reach[1], high)], (0.7, 0.7)), inks.INK)
    put(path("-8 -20, 3 -24, 3 -14, -8 -10"), inks.BLUE)
    for share in (0.33, 0.66):
        put(
            ribbon([(-8 + 11 * share, -20 - 4 * share), (-8 + 11 * share, -10 - 4 * share)], (0.35, 0.35)),
            inks.SKY,
        )
    put(circle(0, -41.5, 9), "#b9c7b4")
    put(circle(0, -41.5, 6), "#efd894")
    for number in range(16):
        put(lens(*turned([(9.8, 0)], number * 22.5, 0, -41.5)[0], 3.4, 0.6, turn=number * 22.5), inks.LAMP)
    put(box(-5.4, -37.4, 5.4, -35.6), inks.INK)
    put(smooth(path("-2.6 -37.4, -2.8 -43, 0 -45.6, 2.8 -43, 2.6 -37.4")), inks.LAMP)
    put(box(-3, -46.6, 3, -45.4), inks.INK)
    put(ribbon([(0, -46), (0, -54)], (0.8, 0.4)), inks.INK)
