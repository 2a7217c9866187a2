"""On the quay: the last bus and the counter of the credit union."""

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, box, moved, path, ribbon, smooth
from newsroom.demo.drawings.people import gull, person


def bus_14(sheet):
    sheet.box(0, 0, 144, 66, inks.NIGHT)
    sheet.fade(6, 50, "#28345c", rows=9, reach=(24, 60))
    for number, (x, y) in enumerate(sheet.scatter(34, 2, 2, 142, 36)):
        sheet.disc(x, y, 0.16 + number % 3 * 0.09, "#a9b3d0")
    sheet.ridge(path("-5 52, 20 49, 44 54, 80 55, 110 49, 150 53"), 60, "#0e1828")
    sheet.box(0, 56, 144, 72, "#28345c")
    sheet.water(57, 68, inks.LAMP, rows=6, fill=0.16)
    _ferry_behind(sheet)
    sheet.cut(path("-2 68, 146 68, 146 97, -2 97"), "#22263c")
    sheet.box(-2, 67.4, 146, 69, "#59618a")
    sheet.water(72, 97, "#353b58", rows=7, fill=0.3)
    _bus(sheet)
    _bus_stop(sheet)
    person(
        sheet,
        21,
        88,
        20,
        inks.VERMILION,
        legs=inks.INK,
        walks=True,
        arms=(((0.16, -0.72), (0.3, -0.86)), ((-0.14, -0.62), (-0.24, -0.5))),
    )
    person(sheet, 8, 90, 21, inks.CORAL, legs=inks.INK, walks=True, skin=inks.TAN)
    sheet.shape(path("10 80.4, 13.6 80.4, 13.6 85, 10 85"), inks.OCHRE)
    for x in range(34, 112, 9):
        sheet.gouge(x, 91 + x % 4, 8, 0.8, inks.OCHRE if x % 2 else inks.AMBER)


def _ferry_behind(sheet):
    white, shade = "#b9bfcb", "#737d97"
    sheet.shape(path("62 26, 64 16, 74 16, 75 26"), inks.VERMILION)
    sheet.shape(path("63.2 19, 74.3 19, 74.6 22, 62.8 22"), inks.CREAM)
    sheet.shape(path("71.4 16, 74 16, 75 26, 72 26"), inks.WINE)
    for left, right, top, foot in ((40, 112, 24, 33), (30, 124, 32, 43), (22, 136, 42, 68)):
        sheet.shape([(left, top), (right, top), (right + 3, foot), (left - 3, foot)], white)
        sheet.box(left - 1.4, top, right + 1.4, top + 1.3, shade)
        if foot < 60:
            for x in range(left + 4, right - 4, 6):
                sheet.box(x, top + 3.4, x + 4, top + 6.8, inks.AMBER if (x * 7 + top) % 5 == 1 else inks.LAMP)
    sheet.shape(path("17 56, 141 56, 139.6 70, 19 70"), "#1d2034")
    for x in range(26, 134, 8):
        sheet.disc(x, 50, 1.1, inks.OCHRE)


def _bus(sheet):
    sheet.overprint(path("30 86, 122 86, 128 92, 26 92"), "#77758c")
    body = smooth(
        path(
            "34 85, 32 82, 32 76, 32 66, 33 54, 36 50.4, 60 49.6, 90 49.6, 114 50.4, 117 54, "
            "118.4 66, 119 76, 119 82, 117 85, 100 85, 76 85, 50 85"
        ),
        steps=8,
    )
    sheet.shape(body, inks.TEAL)
    with sheet.inside(body):
        sheet.box(30, 74, 120, 87, inks.PINE)
        sheet.box(30, 72.4, 120, 74, inks.CREAM)
        sheet.box(30, 48, 120, 52.2, "#2f8680")
    for left, right in ((45, 57), (58.4, 70.4), (71.8, 83.8)):
        sheet.box(left, 55, right, 67, inks.LAMP)
        sheet.shape([(left, 67), (left, 61), (right, 55), (right, 67)], "#f0be58")
    sheet.shape(path("109 55, 116.4 55, 117.4 69, 109 69"), inks.CREAM)
    sheet.shape(smooth(path("109 69, 109.4 64.8, 111.6 63.8, 113.6 64.8, 114.4 69")), inks.NIGHT)
    sheet.disc(111.8, 61.6, 1.7, inks.TAN, flat=1.15)
    sheet.shape(path("109.6 61, 110 59, 113.4 58.8, 115 60.2, 113.6 60.6"), inks.NIGHT)
    for x, coat in ((49, inks.DEEP), (63.6, inks.BRICK), (78, inks.MOSS)):
        sheet.shape(smooth([(x - 2.6, 67), (x - 2.2, 63.4), (x, 62.6), (x + 2.2, 63.4), (x + 2.6, 67)]), coat)
        sheet.disc(x, 60.6, 1.7, inks.BARK, flat=1.15)
    sheet.box(86, 55, 94.4, 83.6, inks.INK)
    sheet.box(87, 56, 89.8, 83, inks.CREAM)
    sheet.box(90.6, 56, 93.6, 83, inks.LAMP)
    for x in (38.6, 41):
        sheet.box(x, 55, x + 1.6, 67, "#1b5753")
    sheet.box(95.6, 53.6, 107.6, 64, inks.INK)
    sheet.number(101.6, 58.7, "14", inks.LAMP, 8.4, weight=0.2)
    for x in (48, 103):
        sheet.disc(x, 84.4, 5.4, inks.INK)
        sheet.disc(x, 84.4, 2.6, inks.SLATE)
        sheet.disc(x, 84.4, 1, inks.INK)
    sheet.disc(116.4, 77, 1.3, inks.LAMP)
    sheet.shape(path("117 76.4, 150 72, 150 92, 117 78"), "#565542")
    sheet.shape(path("117 76.7, 150 77, 150 87, 117 77.7"), "#86794b")
    sheet.box(33, 77, 34.4, 80, inks.VERMILION)


def _bus_stop(sheet):
    sheet.stroke([(130, 91), (130, 52)], inks.INK, 1.2)
    sheet.disc(130, 50, 5, inks.CREAM)
    sheet.disc(130, 50, 4.1, inks.VERMILION)
    sheet.shape(smooth(path("127.4 48, 132.6 48, 132.8 51.4, 127.2 51.4")), inks.CREAM)
    for x in (128.6, 131.4):
        sheet.disc(x, 51.8, 0.7, inks.CREAM)


def credit_union(sheet):
    sheet.box(0, 0, 144, 70, "#f3ddb9")
    sheet.fade(24, -4, inks.SKY, rows=8, reach=(24, 60))
    sheet.fade(30, 42, inks.BLUSH, rows=4, reach=(24, 60))
    sheet.disc(124, 30, 6, inks.CREAM)
    sheet.ridge(path("-5 40, 20 36, 50 41, 90 42, 120 36, 150 40"), 46, inks.LAGOON)
    sheet.box(0, 44, 144, 66, inks.SEA)
    sheet.water(45, 64, inks.FOAM, rows=8, fill=0.3)
    _fishing_boat(sheet, 116, 62, inks.VERMILION)
    _fishing_boat(sheet, 20, 60, inks.BLUE)
    sheet.cut(path("-2 64, 146 64, 146 97, -2 97"), inks.STONE)
    sheet.water(66, 97, "#b3a791", rows=8, fill=0.28)
    sheet.overprint(path("104 85, 104 66, 140 92, 138 97, 96 97"), "#bdb3a8")
    _counter(sheet)
    person(
        sheet,
        58,
        90,
        29,
        inks.OCHRE,
        legs=inks.DEEP,
        skin=inks.TAN,
        hat=inks.AMBER,
        arms=(((0.17, -0.66), (0.3, -0.62)),),
    )
    person(
        sheet,
        38,
        91,
        27,
        inks.VERMILION,
        legs=inks.NIGHT,
        skin=inks.FAIR,
        arms=(((0.16, -0.6), (0.12, -0.42)),),
    )
    person(sheet, 22, 91, 28, inks.TEAL, legs=inks.INK, skin=inks.BROWN, hat=inks.NIGHT)
    _crate(sheet, 111, 92)
    _crate(sheet, 122, 89)
    for x, y, span in ((30, 18, 8), (44, 12, 6), (116, 16, 7), (18, 28, 5)):
        gull(sheet, x, y, span, inks.CREAM)


def _counter(sheet):
    sheet.cut(path("48 30, 104 30, 104 86, 48 86"), inks.DEEP)
    sheet.shape(path("92 30, 104 30, 104 86, 92 86"), inks.NIGHT)
    sheet.cut(path("44 26, 50 20, 102 20, 108 26, 108 30, 44 30"), inks.BRICK)
    sheet.box(44, 28.4, 108, 30.4, inks.WINE)
    sheet.box(56, 41, 96, 64, inks.CREAM)
    sheet.box(56, 41, 96, 46, inks.LAMP)
    _clerk(sheet)
    sheet.box(53, 64, 99, 67.4, inks.STRAW)
    sheet.box(53, 66.4, 99, 67.4, inks.AMBER)
    for number in range(7):
        left = 50 + number * 7.1
        hem = arc(left + 3.9, 43, 3.7, 0, 180)
        stripe = [(left + 1.6, 35), (left + 8, 35), (left + 7.8, 43), *hem, (left, 43)]
        sheet.shape(stripe, inks.CREAM if number % 2 else inks.TEAL)
    sheet.box(50, 33.6, 103, 35.4, inks.PINE)
    for number in range(3):
        sheet.disc(68.4, 63 - number * 1.1, 2, inks.OCHRE, flat=0.42)
        sheet.disc(68.4, 62.6 - number * 1.1, 2, inks.LAMP, flat=0.42)
    for number in range(9):
        sheet.stroke([(53 + number * 4.6, 70), (53 + number * 4.6, 84.6)], inks.BLUE, 0.2, 0.8, 0.2)
    fish = smooth(path("-7 0, -2 -3, 4 -2, 7 0, 4 2, -2 3"))
    sheet.shape(moved(fish, 76, 25, 0.62), inks.CREAM)
    sheet.shape(moved(path("6 0, 10 -3, 9 0, 10 3"), 76, 25, 0.62), inks.CREAM)
    sheet.disc(73.4, 24.6, 0.4, inks.BRICK)


def _clerk(sheet):
    for y in (50, 56):
        sheet.box(84, y, 96, y + 0.7, inks.TIMBER)
        for number in range(6):
            x, ink = 84.6 + number * 1.9, (inks.BRICK, inks.TEAL, inks.OCHRE, inks.DEEP)[(number + y) % 4]
            sheet.box(x, y - 3.6 + number * 7 % 3 * 0.5, x + 1.2, y, ink)
    sheet.shape(smooth(path("72.4 66, 72.4 60, 74.4 57, 78 56.4, 81.6 57, 83.6 60, 83.6 66")), inks.BRICK)
    sheet.shape(path("76.4 57, 79.6 57, 78 61"), inks.PAPER)
    sheet.disc(78, 53.6, 2, inks.FAIR, flat=1.18)
    sheet.shape(
        smooth(path("75.6 55.4, 75.4 52, 77.6 50.2, 80.4 51.4, 80.8 55, 79.8 52.8, 77 52.6")), inks.INK
    )
    sheet.shape(ribbon(smooth(path("74 59, 72.4 62, 70.6 63.4"), closed=False), (2, 1.6, 1.2)), inks.WINE)


def _fishing_boat(sheet, x, water, colour):
    def put(points, ink):
        sheet.shape(moved(points, x, water, 1), ink)

    put(box(-0.5, -26, 0.5, -6), inks.BARK)
    put(ribbon([(0, -25), (12, -8)], (0.4, 0.4)), inks.BARK)
    put(ribbon([(0, -25), (-14, -7)], (0.4, 0.4)), inks.BARK)
    put(path("-4 -14, 6 -14, 6 -6, -4 -6"), inks.CREAM)
    put(path("-2.6 -12.4, 1 -12.4, 1 -9.4, -2.6 -9.4"), inks.DEEP)
    put(path("2.2 -12.4, 5 -12.4, 5 -9.4, 2.2 -9.4"), inks.DEEP)
    put(path("-16 -8, -12 -6, 14 -6, 18 -9, 14 1, -13 1"), colour)
    put(path("-14.6 -3.4, 16 -3.4, 14 1, -13 1"), inks.between(colour, inks.INK, 0.35))
    put(ribbon([(-15.6, -7), (17, -7)], (0.7, 0.7)), inks.CREAM)


def _crate(sheet, x, foot):
    sheet.box(x - 7, foot - 7, x + 7, foot, inks.TIMBER)
    for number in range(5):
        sheet.shape(
            moved(
                smooth(path("-4 0, -1 -1.5, 3 -0.9, 4.4 0, 3 1, -1 1.5")),
                x - 4 + number * 2.1,
                foot - 7.2 - number % 2,
                1,
                flip=number % 2 == 1,
            ),
            inks.SKY if number % 2 else inks.SLATE,
        )
    for number in range(3):
        sheet.box(x - 7.4, foot - 6.4 + number * 2.3, x + 7.4, foot - 4.8 + number * 2.3, inks.STRAW)
    for side in (-7, 5.4):
        sheet.box(x + side, foot - 7, x + side + 1.6, foot, inks.TIMBER)
