"""In the streets: the library, the market, the last bus, the counter on the quay."""

from articles.demo.drawings.curves import arc, box, circle, moved, path, ribbon, smooth
from articles.demo.drawings.inks import *
from articles.demo.drawings.people import gull, person, silhouette


def library(sheet):
    sheet.box(0, 0, 144, 96, NIGHT)
    sheet.fade(0, 40, DEEP, rows=9, reach=(20, 50))
    sheet.shape([(30, 14), (72, 2), (114, 14), (114, 80), (30, 80)], "#3a2a2e")
    sheet.shape([(26, 17), (72, 3.4), (118, 17), (116, 20), (72, 7.4), (28, 20)], BARK)
    _library_window(sheet)
    sheet.shape([(38, 72), (106, 72), (138, 97), (6, 97)], "#6b5440")
    with sheet.inside([(38, 72), (106, 72), (138, 97), (6, 97)]):
        for row in range(8):
            y = 73.4 + row**1.35 * 1.55
            for number in range(14):
                x = 72 + (number - 6.5) * (5 + row * 1.2) + row % 2 * 3
                sheet.gouge(x, y, 4.4 + row, 0.8 + row * 0.16, (OCHRE, "#8f6f47", AMBER)[(number + row) % 3])
    for side, wall in ((False, "#1b2740"), (True, "#182136")):
        _alley_wall(sheet, side, wall)
    _lanterns(sheet)
    person(sheet, 52, 88, 24, VERMILION, legs=INK, walks=True, arms=(((0.17, -0.62), (0.26, -0.62)),), skin=TAN)
    sheet.shape([(56.6, 71.4), (60.6, 70.4), (61.2, 74.4), (57.2, 75.4)], CREAM)
    sheet.shape([(60.6, 70.4), (61.6, 70.8), (62.2, 74.6), (61.2, 74.4)], TEAL)
    sheet.overprint([(46, 88), (58, 88), (40, 97), (18, 97)], "#6d6472")


def _library_window(sheet):
    sheet.box(40, 20, 104, 70, BARK)
    sheet.box(42, 22, 102, 70, LAMP)
    books = [VERMILION, DEEP, MOSS, TIMBER, OCHRE, TEAL, CREAM, WINE]
    for row in range(4):
        bottom, x = 31.6 + row * 9.4, 43.4
        while x < 100:
            width, height = sheet.any(1.1, 2.1), sheet.any(5, 7.4)
            if sheet.hand.random() < 0.93 and not (row > 1 and x > 64):
                colour = books[sheet.hand.randrange(8)]
                sheet.box(x, bottom - height, x + width, bottom, colour)
                sheet.box(x + width * 0.62, bottom - height, x + width, bottom, between(colour, INK, 0.3))
            x += width + 0.14
        sheet.box(42, bottom, 102 if row < 2 else 65, bottom + 1, TIMBER)
    sheet.box(64, 41, 65, 70, TIMBER)
    sheet.stroke([(84, 42), (84, 46)], BARK, 0.5)
    sheet.shape([(78, 50.4), (90, 50.4), (86.4, 45.4), (81.6, 45.4)], PINE)
    sheet.shape([(78.6, 50.4), (89.4, 50.4), (97, 64), (71, 64)], CREAM)
    sheet.shape(smooth(path("77.6 64, 78 60, 80 58, 83.6 58, 85.4 60.6, 86 64")), TEAL)
    sheet.disc(82.6, 56, 1.6, FAIR, flat=1.15)
    sheet.shape(smooth(path("80.6 57.4, 80.6 54.6, 82.8 53.6, 84.6 54.8, 82.8 55.4, 82 57.8")), INK)
    sheet.shape(path("86.4 63.2, 89.4 61.8, 89.4 64, 86.4 64.8"), PAPER)
    sheet.shape(path("92.4 63.2, 89.4 61.8, 89.4 64, 92.4 64.8"), STRAW)
    sheet.box(68, 64, 101, 65.6, BARK)
    for x in (70, 98):
        sheet.box(x, 65.6, x + 1.2, 70, BARK)
    for x in (57, 72, 87):
        sheet.box(x - 0.5, 22, x + 0.5, 70, BARK)
    sheet.box(38, 70, 106, 73, "#5a4236")


def _alley_wall(sheet, flip, colour):
    def put(points, ink):
        sheet.shape([(144 - x, y) if flip else (x, y) for x, y in points], ink)

    put([(-1, -1), (25, -1), (36, 14), (36, 74), (8, 97), (-1, 97)], colour)
    put([(33, 10), (36, 14), (36, 74), (33, 76.4)], "#5f5648")
    for row in range(4):
        for place, (left, right) in enumerate(((3, 11), (17, 22), (26.6, 30))):
            top, drop = 10 + row * 17, 1.2 - place * 0.7
            lit = (row * 3 + place + flip) % 5 == 1
            put([(left, top + drop), (right, top + drop), (right, top + 9), (left, top + 9)], AMBER if lit else "#101a2c")
            put([(left - 0.6, top + 9), (right + 0.6, top + 9), (right + 0.6, top + 10), (left - 0.6, top + 10)], "#2c3a55")
    for x, y in sheet.scatter(24, 1, 2, 30, 84):
        sheet.gouge(144 - x if flip else x, y, 4.6, 0.4, "#2c3a55")


def _lanterns(sheet):
    for number, (y, sag) in enumerate(((8, 9), (19, 6))):
        rope = [(x, y + sag * (1 - ((x - 72) / (56 - number * 20)) ** 2)) for x in range(16 + number * 20, 129 - number * 20, 4)]
        sheet.stroke(rope, INK, 0.4)
        for at in range(2 + number, len(rope) - 1, 4 - number):
            x, y_at = rope[at]
            size = 2.6 - number * 0.7
            sheet.disc(x, y_at + size * 1.2, size * 1.25, OCHRE)
            sheet.disc(x, y_at + size * 1.2, size, LAMP)
            sheet.box(x - size * 0.5, y_at, x + size * 0.5, y_at + size * 0.3, WINE)


def market(sheet):
    sheet.box(0, 0, 144, 60, "#232447")
    sheet.fade(10, 46, PLUM, rows=9, reach=(20, 50))
    sheet.disc(118, 16, 6, CREAM)
    sheet.ring(118, 16, 9.6, 0.6, MAUVE)
    sheet.shape([(-4, 52), *smooth([(-4, 42), (20, 38), (50, 44), (90, 40), (120, 44), (150, 39)], closed=False), (150, 52)], "#1b1a36")
    sheet.box(0, 47, 144, 60, DUSK)
    sheet.water(48, 60, MAUVE, rows=6, fill=0.3)
    sheet.box(0, 57, 144, 97, BARK)
    for row in range(7):
        y = 60 + row**1.5 * 2.3
        sheet.stroke([(-1, y), (145, y)], "#3a251f", 0.3 + row * 0.08)
    sheet.fade(88, 97, "#3a251f", rows=3, reach=(20, 50))
    _stall(sheet, 24, 66, 0.66, TEAL)
    _stall(sheet, 122, 67, 0.7, OCHRE)
    sheet.shape(path("44 78, 100 78, 126 97, 18 97"), "#6e4a35")
    for row in range(4):
        y = 81 + row**1.3 * 3.4
        sheet.gouge(72 + (row % 2 - 0.5) * 14, y, 62 + row * 12, 1, AMBER if row < 2 else "#86573a")
    _stall(sheet, 72, 82, 1.25, VERMILION)
    _steam(sheet, 58, 55)
    for y, sag, first in ((5, 12, 6), (17, 10, 0)):
        rope = [(x, y + sag * (1 - ((x - 72) / 72) ** 2) * (1 if first else 0.6)) for x in range(-2, 148, 3)]
        sheet.stroke(rope, INK, 0.35)
        for x, place in rope[first // 3 :: 4]:
            sheet.disc(x, place + 2.2, 2.5, AMBER)
            sheet.disc(x, place + 2.2, 1.9, LAMP)
            sheet.disc(x, place + 1.8, 0.9, CREAM)
    person(sheet, 40, 93, 27, INK, legs=INK, skin=TAN, arms=(((0.16, -0.6), (0.26, -0.62)),))
    person(sheet, 50, 94, 25, DEEP, legs=INK, skin=FAIR, flip=True, hair=BARK)
    person(sheet, 101, 94, 27, PLUM, legs=INK, skin=FAIR, flip=True, arms=(((0.16, -0.62), (0.27, -0.66)),))
    person(sheet, 112, 93, 18, MOSS, legs=INK, skin=FAIR, flip=True)
    silhouette(sheet, 8, 82, 18, "#191830", walks=True)
    silhouette(sheet, 137, 83, 18, "#191830", walks=True, flip=True)


def _stall(sheet, x, foot, size, colour):
    """A stall whose middle is at x: counter, light, awning; at full size 40 wide."""

    def put(points, ink):
        sheet.shape(moved(points, x, foot, size), ink)

    put(box(-18, -30, 18, -10), LAMP)
    put(smooth([(-16, -10), (-10, -26), (10, -26), (16, -10)]), CREAM)
    put(smooth(COOK), BRICK if colour != VERMILION else TEAL)
    put(box(2.4, -20.6, 3.6, -18), FAIR)
    put(circle(3, -21.6, 1.55, flat=1.15), FAIR)
    put([(1.2, -22.2), (0.9, -24.8), (5.1, -24.8), (4.8, -22.2)], PAPER)
    put([(3.4, -22.2), (3.6, -24.8), (5.1, -24.8), (4.8, -22.2)], STRAW)
    put(ribbon(smooth([(0, -17.4), (-3, -14.6), (-7, -14.4)], closed=False), (1.9, 1.4, 1)), PINE if colour == VERMILION else WINE)
    put(ribbon([(-6.6, -14.6), (-10, -16.6)], (0.4, 0.4)), BARK)
    for number, ink in enumerate((VERMILION, OCHRE, LEAF, CORAL, CREAM, VERMILION, STRAW, LEAF)):
        left = -17 + number * 4.3
        put(smooth([(left, -10), (left + 0.4, -12.4), (left + 2, -13.4), (left + 3.6, -12.2), (left + 4, -10)]), between(ink, INK, 0.12))
        put(circle(left + 1.6, -12.2, 0.7), between(ink, CREAM, 0.4))
    put(box(-20, -10.4, 20, 0), TIMBER)
    put(box(4, -10.4, 20, 0), between(TIMBER, INK, 0.25))
    put(box(-21, -11, 21, -9), STRAW)
    for number in range(9):
        put(ribbon([(-17 + number * 4.3, -8), (-17 + number * 4.3, -0.6)], (0.1, 0.5, 0.1)), BARK)
    for side in (-19, 19):
        put(box(side - 0.6, -36, side + 0.6, 0), BARK)
    for stripe in range(8):
        ink = colour if stripe % 2 == 0 else PAPER
        low, high = -23 + stripe * 5.75, -18 + stripe * 4.5
        put([(high, -40), (high + 4.5, -40), (low + 5.75, -30), *arc(low + 2.87, -30, 2.87, 0, 180), (low, -30)], ink)
        put([(low, -30), *arc(low + 2.87, -30, 2.87, 180, 0), (low, -30)], between(ink, INK, 0.25))
    put([(-18, -40), (18, -40), (17, -41.4), (-17, -41.4)], BARK)


COOK = [(-0.6, -10), (-0.8, -15), (0, -18), (3, -19), (6, -18), (6.8, -15), (6.6, -10)]


def _steam(sheet, x, foot):
    for number in range(3):
        left = x + number * 3.4
        points = [(left, foot), (left - 1.4, foot - 5), (left + 1.2, foot - 9), (left - 0.6, foot - 14)]
        sheet.stroke(points, FOAM, 0.2, 1.1, 0.8, 0, soft=True)


def bus_14(sheet):
    sheet.box(0, 0, 144, 66, NIGHT)
    sheet.fade(6, 50, "#28345c", rows=9, reach=(24, 60))
    for number, (x, y) in enumerate(sheet.scatter(34, 2, 2, 142, 36)):
        sheet.disc(x, y, 0.16 + number % 3 * 0.09, "#a9b3d0")
    sheet.ridge(path("-5 52, 20 49, 44 54, 80 55, 110 49, 150 53"), 60, "#0e1828")
    sheet.box(0, 56, 144, 72, "#28345c")
    sheet.water(57, 68, LAMP, rows=6, fill=0.16)
    _ferry_behind(sheet)
    sheet.cut([(-2, 68), (146, 68), (146, 97), (-2, 97)], "#22263c")
    sheet.box(-2, 67.4, 146, 69, "#59618a")
    sheet.water(72, 97, "#353b58", rows=7, fill=0.3)
    _bus(sheet)
    _bus_stop(sheet)
    person(sheet, 21, 88, 20, VERMILION, legs=INK, walks=True, arms=(((0.16, -0.72), (0.3, -0.86)), ((-0.14, -0.62), (-0.24, -0.5))))
    person(sheet, 8, 90, 21, CORAL, legs=INK, walks=True, skin=TAN)
    sheet.shape([(10, 80.4), (13.6, 80.4), (13.6, 85), (10, 85)], OCHRE)
    for x in range(34, 112, 9):
        sheet.gouge(x, 91 + x % 4, 8, 0.8, OCHRE if x % 2 else AMBER)


def _ferry_behind(sheet):
    white, shade = "#b9bfcb", "#737d97"
    sheet.shape([(62, 26), (64, 16), (74, 16), (75, 26)], VERMILION)
    sheet.shape([(63.2, 19), (74.3, 19), (74.6, 22), (62.8, 22)], CREAM)
    sheet.shape([(71.4, 16), (74, 16), (75, 26), (72, 26)], WINE)
    for left, right, top, foot in ((40, 112, 24, 33), (30, 124, 32, 43), (22, 136, 42, 68)):
        sheet.shape([(left, top), (right, top), (right + 3, foot), (left - 3, foot)], white)
        sheet.box(left - 1.4, top, right + 1.4, top + 1.3, shade)
        if foot < 60:
            for x in range(left + 4, right - 4, 6):
                sheet.box(x, top + 3.4, x + 4, top + 6.8, LAMP if x % 4 else AMBER)
    sheet.shape([(20, 56), (137, 56), (136, 70), (22, 70)], "#1d2034")
    for x in range(26, 134, 8):
        sheet.disc(x, 50, 1.1, OCHRE)


def _bus(sheet):
    sheet.overprint([(30, 86), (122, 86), (128, 92), (26, 92)], "#77758c")
    body = smooth([(33, 84), (32.4, 70), (33, 54), (36, 50.4), (60, 49.6), (90, 49.6), (114, 50.4), (117, 54), (118, 70), (117, 84)], steps=8)
    sheet.shape(body, TEAL)
    with sheet.inside(body):
        sheet.box(30, 74, 120, 87, PINE)
        sheet.box(30, 72.4, 120, 74, CREAM)
        sheet.box(30, 48, 120, 52.2, "#2f8680")
    for left, right in ((45, 57), (58.4, 70.4), (71.8, 83.8)):
        sheet.box(left, 55, right, 67, LAMP)
        sheet.shape([(left, 67), (left, 61), (right, 55), (right, 67)], "#f0be58")
    sheet.shape([(109, 55), (116.4, 55), (117.4, 69), (109, 69)], CREAM)
    for x, coat in ((49, DEEP), (63.6, BRICK), (78, MOSS)):
        sheet.shape(smooth([(x - 2.6, 67), (x - 2.2, 63.4), (x, 62.6), (x + 2.2, 63.4), (x + 2.6, 67)]), coat)
        sheet.disc(x, 60.6, 1.7, BARK, flat=1.15)
    sheet.box(86, 55, 94.4, 83.6, INK)
    sheet.box(87, 56, 89.8, 83, CREAM)
    sheet.box(90.6, 56, 93.6, 83, LAMP)
    for x in (38.6, 41):
        sheet.box(x, 55, x + 1.6, 67, "#1b5753")
    sheet.box(95.6, 53.6, 107.6, 64, INK)
    sheet.number(101.6, 58.7, "14", LAMP, 8.4, weight=0.2)
    for x in (48, 103):
        sheet.disc(x, 84.4, 5.4, INK)
        sheet.disc(x, 84.4, 2.6, SLATE)
        sheet.disc(x, 84.4, 1, INK)
    sheet.disc(116.4, 77, 1.3, LAMP)
    sheet.shape([(117, 76.4), (150, 72), (150, 92), (117, 78)], "#565542")
    sheet.shape([(117, 76.7), (150, 77), (150, 87), (117, 77.7)], "#86794b")
    sheet.box(33, 77, 34.4, 80, VERMILION)


def _bus_stop(sheet):
    sheet.stroke([(130, 91), (130, 52)], INK, 1.2)
    sheet.disc(130, 50, 5, CREAM)
    sheet.disc(130, 50, 4.1, VERMILION)
    sheet.shape(smooth([(127.4, 48), (132.6, 48), (132.8, 51.4), (127.2, 51.4)]), CREAM)
    for x in (128.6, 131.4):
        sheet.disc(x, 51.8, 0.7, CREAM)


def credit_union(sheet):
    sheet.box(0, 0, 144, 70, "#f3ddb9")
    sheet.fade(24, -4, SKY, rows=8, reach=(24, 60))
    sheet.fade(30, 42, BLUSH, rows=4, reach=(24, 60))
    sheet.disc(124, 30, 6, CREAM)
    sheet.ridge(path("-5 40, 20 36, 50 41, 90 42, 120 36, 150 40"), 46, LAGOON)
    sheet.box(0, 44, 144, 66, SEA)
    sheet.water(45, 64, FOAM, rows=8, fill=0.3)
    _fishing_boat(sheet, 116, 62, VERMILION)
    _fishing_boat(sheet, 20, 60, BLUE)
    sheet.cut([(-2, 64), (146, 64), (146, 97), (-2, 97)], STONE)
    sheet.water(66, 97, "#b3a791", rows=8, fill=0.28)
    sheet.overprint([(104, 85), (104, 66), (140, 92), (138, 97), (96, 97)], "#bdb3a8")
    _counter(sheet)
    person(sheet, 58, 90, 29, OCHRE, legs=DEEP, skin=TAN, hat=AMBER, arms=(((0.17, -0.66), (0.3, -0.62)),))
    person(sheet, 38, 91, 27, VERMILION, legs=NIGHT, skin=FAIR, arms=(((0.16, -0.6), (0.12, -0.42)),))
    person(sheet, 22, 91, 28, TEAL, legs=INK, skin=BROWN, hat=NIGHT)
    _crate(sheet, 111, 92)
    _crate(sheet, 122, 89)
    for x, y, span in ((30, 18, 8), (44, 12, 6), (116, 16, 7), (18, 28, 5)):
        gull(sheet, x, y, span, CREAM)


def _counter(sheet):
    sheet.cut([(48, 30), (104, 30), (104, 86), (48, 86)], DEEP)
    sheet.shape([(92, 30), (104, 30), (104, 86), (92, 86)], NIGHT)
    sheet.cut([(44, 26), (50, 20), (102, 20), (108, 26), (108, 30), (44, 30)], BRICK)
    sheet.box(44, 28.4, 108, 30.4, WINE)
    sheet.box(56, 41, 96, 64, CREAM)
    sheet.box(56, 41, 96, 46, LAMP)
    for y in (50, 56):
        sheet.box(84, y, 96, y + 0.7, TIMBER)
        for number in range(6):
            sheet.box(84.6 + number * 1.9, y - 3.6 + number * 7 % 3 * 0.5, 85.8 + number * 1.9, y, (BRICK, TEAL, OCHRE, DEEP)[(number + int(y)) % 4])
    sheet.shape(smooth(path("72.4 66, 72.4 60, 74.4 57, 78 56.4, 81.6 57, 83.6 60, 83.6 66")), BRICK)
    sheet.shape(path("76.4 57, 79.6 57, 78 61"), PAPER)
    sheet.disc(78, 53.6, 2, FAIR, flat=1.18)
    sheet.shape(smooth(path("75.6 55.4, 75.4 52, 77.6 50.2, 80.4 51.4, 80.8 55, 79.8 52.8, 77 52.6")), INK)
    sheet.shape(ribbon(smooth(path("74 59, 72.4 62, 70.6 63.4"), closed=False), (2, 1.6, 1.2)), WINE)
    sheet.box(53, 64, 99, 67.4, STRAW)
    sheet.box(53, 66.4, 99, 67.4, AMBER)
    for number in range(7):
        left = 50 + number * 7.1
        ink = CREAM if number % 2 else TEAL
        sheet.shape([(left + 1.6, 35), (left + 8, 35), (left + 7.8, 43), *arc(left + 3.9, 43, 3.7, 0, 180), (left, 43)], ink)
    sheet.box(50, 33.6, 103, 35.4, PINE)
    for number in range(3):
        sheet.disc(68.4, 63 - number * 1.1, 2, OCHRE, flat=0.42)
        sheet.disc(68.4, 62.6 - number * 1.1, 2, LAMP, flat=0.42)
    for number in range(9):
        sheet.stroke([(53 + number * 4.6, 70), (53 + number * 4.6, 84.6)], BLUE, 0.2, 0.8, 0.2)
    fish = smooth([(-7, 0), (-2, -3), (4, -2), (7, 0), (4, 2), (-2, 3)])
    sheet.shape(moved(fish, 76, 25, 0.62), CREAM)
    sheet.shape(moved([(6, 0), (10, -3), (9, 0), (10, 3)], 76, 25, 0.62), CREAM)
    sheet.disc(73.4, 24.6, 0.4, BRICK)


def _fishing_boat(sheet, x, water, colour):
    def put(points, ink):
        sheet.shape(moved(points, x, water, 1), ink)

    put(box(-0.5, -26, 0.5, -6), BARK)
    put(ribbon([(0, -25), (12, -8)], (0.4, 0.4)), BARK)
    put(ribbon([(0, -25), (-14, -7)], (0.4, 0.4)), BARK)
    put([(-4, -14), (6, -14), (6, -6), (-4, -6)], CREAM)
    put([(-2.6, -12.4), (1, -12.4), (1, -9.4), (-2.6, -9.4)], DEEP)
    put([(2.2, -12.4), (5, -12.4), (5, -9.4), (2.2, -9.4)], DEEP)
    put([(-16, -8), (-12, -6), (14, -6), (18, -9), (14, 1), (-13, 1)], colour)
    put([(-14.6, -3.4), (16, -3.4), (14, 1), (-13, 1)], between(colour, INK, 0.35))
    put(ribbon([(-15.6, -7), (17, -7)], (0.7, 0.7)), CREAM)


def _crate(sheet, x, foot):
    sheet.box(x - 7, foot - 7, x + 7, foot, TIMBER)
    for number in range(5):
        sheet.shape(moved(smooth([(-4, 0), (-1, -1.5), (3, -0.9), (4.4, 0), (3, 1), (-1, 1.5)]), x - 4 + number * 2.1, foot - 7.2 - number % 2, 1, flip=number % 2 == 1), SKY if number % 2 else SLATE)
    for number in range(3):
        sheet.box(x - 7.4, foot - 6.4 + number * 2.3, x + 7.4, foot - 4.8 + number * 2.3, STRAW)
    for side in (-7, 5.4):
        sheet.box(x + side, foot - 7, x + side + 1.6, foot, TIMBER)
