"""The five who sign: a face in two tones, a shape of hair, and the weather of each name behind them."""

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, box, path, ribbon, smooth, turned
from newsroom.demo.drawings.faces import bust, features


def no_eul_bit(sheet):
    sheet.box(0, 0, 72, 72, inks.BLUSH)
    sheet.fade(6, 60, inks.CORAL, rows=10, reach=(14, 30))
    sheet.box(0, 59, 72, 72, inks.CORAL)
    sheet.disc(36, 34, 29, inks.LAMP)
    sheet.shape(
        smooth(path("17 54, 16 34, 19 18, 28 10.6, 40 10, 51 15, 56 28, 56 44, 54 55, 46 57, 26 57")),
        inks.INK,
    )
    bust(sheet, inks.DEEP, inks.FAIR, has_ears=False)
    sheet.shape(path("29 56, 36 66, 32 74, 22 74, 22 60"), inks.BLUE)
    sheet.shape(path("43 56, 36 66, 40 74, 50 74, 50 60"), inks.NIGHT)
    sheet.shape(path("30 56.4, 36 65.4, 42 56.4, 36 61"), inks.CREAM)
    features(sheet, smile=1)
    for x in (29.4, 42.6):
        sheet.ring(x, 32.4, 4.7, 0.7, inks.WINE)
    sheet.stroke([(34, 31.6), (36, 31), (38, 31.6)], inks.WINE, 0.7)
    _bob(sheet)


def _bob(sheet):
    sheet.shape(
        smooth(
            path(
                "21 40, 19.6 26, 24 16, 33 12.4, 44 13.4, 50 19, 52 30, "
                "51 40, 48.4 29, 45 23, 36 24.6, 27.6 22.6, 23.6 30"
            )
        ),
        inks.INK,
    )
    for lock in (
        "21.6 22, 24.4 24, 24 34, 26.6 44, 27 56, 19 56",
        "50.4 22, 47.6 24, 48 34, 45.4 44, 45 56, 53 56",
    ):
        sheet.shape(smooth(path(lock)), inks.INK)
    for number in range(7):
        sheet.hair(
            [
                (25 + number * 3.2, 14.6 - (number % 3) * 0.4),
                (23.4 + number * 4, 19),
                (21.6 + number * 4.7, 24),
            ],
            inks.DUSK,
            0.5,
        )


def so_na_gi(sheet):
    sheet.box(0, 0, 72, 72, inks.PLUM)
    sheet.fade(60, -4, inks.DUSK, rows=10, reach=(14, 30))
    for number, (x, y) in enumerate(sheet.scatter(44, -2, 0, 76, 72)):
        sheet.gouge(x, y, sheet.any(4, 8), 0.5, inks.SKY if number % 3 else inks.MAUVE, turn=106)
    for x, y, radius in CURLS:
        sheet.disc(x, y, radius, inks.BARK)
    bust(sheet, inks.OCHRE, inks.TAN, broad=0.94)
    sheet.shape(smooth(path("28 52, 36 55.4, 44 52, 45.4 58, 36 62, 26.6 58")), inks.OCHRE)
    sheet.shape(smooth(path("38 55, 44 52, 45.4 58, 38 61.6")), inks.AMBER)
    for number in range(7):
        sheet.stroke([(28.4 + number * 2.5, 54.4), (28.4 + number * 2.5, 59.6)], inks.AMBER, 0.2, 0.6, 0.2)
    features(sheet, smile=1.3)
    for x, y, radius in CURLS[6:]:
        sheet.disc(x, y, radius, inks.BARK)
    for x, y, radius in CURLS[4:]:
        sheet.stroke(arc(x, y, radius * 0.62, 150, 320, steps=10), inks.TIMBER, 0, 0.6, 0)


CURLS = (
    (20, 28, 4),
    (52, 28, 4),
    (21, 24, 4.6),
    (51, 24, 4.6),
    (19.6, 21, 4),
    (52.4, 21, 4),
    (23, 17.6, 5),
    (48.6, 17.4, 5),
    (28, 13.6, 5.4),
    (43.6, 13, 5.6),
    (36, 11, 6),
    (31, 18, 4.4),
    (40, 17.4, 4.6),
    (25.6, 21.4, 3),
    (46.6, 21, 3),
)


def tove_marrowick(sheet):
    sheet.box(0, 0, 72, 72, inks.MIST)
    sheet.fade(10, 72, inks.LAGOON, rows=10, reach=(14, 30))
    for number in range(15):
        x = 2 + number * 5
        height = sheet.any(24, 62)
        sway = sheet.any(-4, 4)
        line = smooth([(x, 74), (x + sway, 74 - height * 0.5), (x - sway, 74 - height)], closed=False)
        sheet.shape(ribbon(line, (2, 1.8, 0.2)), (inks.TEAL, inks.PINE, inks.MOSS)[number % 3])
    sheet.shape(
        smooth(path("18 60, 16 46, 18 24, 27 12, 40 10.4, 52 17, 55 34, 55 50, 58 62, 48 66, 26 64")),
        "#9c927f",
    )
    bust(sheet, inks.MOSS, inks.FAIR, shadow="#e0b3a3", has_ears=False)
    sheet.shape(smooth(path("24 56, 30 53, 36 60, 42 53, 48 56, 45 64, 36 67, 27 64")), inks.OCHRE)
    sheet.shape(path("36 60, 42 53, 48 56, 45 64, 36 67"), inks.AMBER)
    features(sheet, brow=inks.TIMBER, smile=1.1, age=3)
    _parted_hair(sheet)
    _braid(sheet)


def _parted_hair(sheet):
    hair = smooth(
        path(
            "22 42, 20.4 28, 24 17, 34 11.6, 45 13, 51.6 22, 52 36, "
            "50 42, 48.6 30, 42 21, 37 18.6, 31 22, 25 29"
        )
    )
    sheet.shape(hair, inks.STONE)
    for start, end in (
        ((37, 13), (24, 28)),
        ((34, 13), (22.4, 34)),
        ((39, 13), (49, 27)),
        ((42, 14), (51, 34)),
        ((37, 15), (30, 22)),
    ):
        sheet.hair(
            [
                start,
                ((start[0] + end[0]) / 2 + (1.4 if end[0] > 37 else -1.4), (start[1] + end[1]) / 2 - 1.6),
                end,
            ],
            inks.SLATE,
            0.6,
        )


def _braid(sheet):
    for number in range(6):
        y = 46 + number * 4
        for side in (-1, 1):
            x = 54.6 + side * (1.6 - number * 0.1)
            sheet.gouge(
                x,
                y + (side > 0) * 2,
                6.4,
                3.6 - number * 0.2,
                inks.STONE if side < 0 else "#b6ab98",
                turn=90 - side * 34,
            )
    sheet.box(52.6, 68.6, 56.8, 70.4, inks.VERMILION)
    sheet.shape(path("53 70.4, 56.4 70.4, 57 74, 52.4 74"), inks.STONE)


def gu_reum_gyeol(sheet):
    sheet.box(0, 0, 72, 72, inks.SEA)
    for x, y, length in ((10, 12, 44), (58, 22, 40), (6, 34, 36), (66, 46, 40), (12, 56, 40), (40, 5, 40)):
        for number in range(3):
            sheet.gouge(
                x + number * 4 - 4,
                y + number * 1.9,
                length - number * 9,
                2.6,
                inks.CREAM if number < 2 else inks.SKY,
                bow=-0.9,
            )
    bust(sheet, inks.CREAM, inks.FAIR, wide=2, broad=1.06)
    sheet.shape(path("29 55, 36 62, 30 68, 24 59"), "#ffffff")
    sheet.shape(path("43 55, 36 62, 42 68, 48 59"), inks.STONE)
    for y in (65, 69.6):
        sheet.disc(36, y, 0.7, inks.SLATE)
    features(sheet, brow="#4a4b55", smile=0.5, age=2)
    sheet.shape(smooth(path("29.6 42, 32 40, 36 40.4, 40 40, 42.4 42, 39 42.4, 36 41.6, 33 42.4")), "#4a4b55")
    for x in (29.6, 42.4):
        sheet.contour(
            smooth([(x - 4.6, 29.8), (x + 4.6, 29.8), (x + 4.2, 35.4), (x - 4.2, 35.4)], steps=4),
            inks.INK,
            0.7,
        )
    sheet.stroke([(34, 31.4), (38, 31.4)], inks.INK, 0.7)
    _cropped_hair(sheet)


def _cropped_hair(sheet):
    sheet.shape(
        smooth(
            path(
                "21.6 34, 20.6 24, 24 15, 33 10.6, 45 11.6, 51 19, 51.2 34, "
                "48.8 27, 47 21.4, 38 21, 30 17.6, 25.6 22.6, 23.4 28"
            )
        ),
        "#3f404a",
    )
    for x, lean in ((21.8, 84), (23, 80), (50.4, 96), (49.2, 100)):
        sheet.gouge(x, 29, 7, 0.8, inks.STONE, turn=lean)
    for number in range(5):
        sheet.hair(
            [(30 + number * 2.6, 15.4 + number * 0.3), (37 + number * 2, 13.6), (46 + number, 19)],
            inks.SLATE,
            0.5,
        )


def an_gae_bi(sheet):
    sheet.box(0, 0, 72, 72, "#e8d7ae")
    for number in range(7):
        sheet.gouge(
            36 + (number * 23 % 30 - 15),
            6 + number * 10,
            80,
            5.4,
            (inks.PAPER, inks.STRAW)[number % 2],
            bow=0.8,
        )
    for points, ink in (
        (box(-1, -17, 1, 14), inks.VERMILION),
        (box(0, -17, 1, 14), inks.BRICK),
        (path("-1 14, 1 14, 0.4 17, -0.4 17"), inks.CREAM),
        ([(-0.5, 16.2), (0.5, 16.2), (0, 18.4)], inks.INK),
        (box(-1, -19, 1, -17), inks.MAUVE),
    ):
        sheet.shape(turned(points, 76, 36, 10.4), ink)
    sheet.disc(36, 11.2, 6.4, "#26202a")
    sheet.stroke(arc(36, 11.2, 4, 160, 320), inks.MAUVE, 0, 0.7, 0)
    sheet.shape(smooth(path("19.6 38, 18.8 24, 25 13, 36 10, 47 13, 53.2 24, 52.4 38")), "#26202a")
    bust(sheet, inks.CREAM, inks.TAN, shadow="#cf9f92", stripes=inks.VERMILION)
    features(sheet, smile=0.8)
    sheet.shape(
        smooth(
            path(
                "21.4 36, 20.8 25, 26 15, 36 12, 46 15, 51.2 25, "
                "50.6 36, 48 26, 42 20.6, 33 20, 26 24, 23.6 29"
            )
        ),
        "#26202a",
    )
    for start, end in (
        ((36, 13), (24, 24)),
        ((37, 13), (31, 19.6)),
        ((38, 13), (41, 19.6)),
        ((39, 13), (48, 24)),
    ):
        sheet.stroke([start, end], inks.PLUM, 0, 0.6, 0)
