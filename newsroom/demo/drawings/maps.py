"""The Haeon Strait, twice: by day with the old ferry basin, by night with its lights."""

from newsroom.demo.drawings import inks
from newsroom.demo.drawings.curves import arc, moved, path, smooth

DALMURI = path(
    "-8 -8, 72 -8, 67 6, 58 13, 59 22, 68 27, 76 34, 71 40.6, 60 42, 52.6 48, "
    "53 56, 60 61, 71 62.4, 81 69, 79 77, 67 82, 60 90, 63 104, -8 104"
)
VELMORA = path(
    "152 -8, 131 -8, 126 6, 132 18, 125 30, 117 38, 123 46, "
    "131 51, 124 60, 121 68, 127 80, 135 92, 132 104, 152 104"
)
ISLAND = path("94 14, 103 11, 108 17, 106 26, 100 30, 96 24, 91 20")
GANNET_HEAD, BREAKWATER, SORIN = (80.6, 71), (72, 51.6), (129.4, 50.6)
PLANTED = ((60, 48.4), (58.4, 55), (65.6, 52.6))
LIGHTS = (GANNET_HEAD, (75.4, 34.4), BREAKWATER, (101.4, 20), (118, 38.6), (121.8, 67.6))
REACHES = (17, 7.6, 5.4, 9, 7, 7.6)


def _lands():
    return [smooth(outline, steps=9) for outline in (DALMURI, VELMORA, ISLAND)]


def _shores(sheet, lines, land):
    """The water lies in bands along the shores, as on old charts."""
    for width, ink in lines:
        for outline in _lands():
            sheet.contour(outline, ink, width)
    for outline in _lands():
        sheet.shape(outline, land)


def coast(sheet):
    sheet.box(0, 0, 144, 96, inks.TEAL)
    _shores(sheet, ((15, "#3a837f"), (10, "#559792"), (5.4, inks.LAGOON), (2.2, inks.MIST)), inks.SAND)
    _country(sheet, ("#dccb97", "#cdc389", "#b9b878"), inks.MOSS, inks.BARK)
    _town(sheet)
    for number in range(17):
        share = number / 16.5
        x, y = 71 + share * 56, 49 - 12 * share * (1 - share) * 2.4 + share * 2
        sheet.gouge(x, y, 2.3, 0.8, inks.CREAM, turn=-14 + share * 32)
    sheet.stroke([(71, 40.6), (74.4, 44.6), (74.2, 48)], inks.INK, 1.3)
    sheet.stroke([(71, 62.4), (73.6, 59), (72.6, 53.6)], inks.INK, 1.3)
    for x, y in PLANTED:
        sheet.disc(x, y, 3.9, inks.CREAM)
        sheet.disc(x, y, 3.2, inks.VERMILION)
        sheet.disc(x, y, 2.5, inks.CREAM)
        for turn in (-120, -90, -60):
            sheet.gouge(*arc(x, y + 1.5, 1.3, turn, turn, steps=1)[0], 3.2, 0.8, inks.MOSS, turn=turn)
    sheet.disc(*SORIN, 1.3, inks.INK)
    sheet.shape(path("104 80, 106.4 86, 104 84.6, 101.6 86"), inks.CREAM)
    sheet.ring(104, 83.6, 4.6, 0.4, inks.CREAM)
    for x in (96, 104, 112):
        sheet.box(x - 0.15, 90.6, x + 0.15, 92.4, inks.CREAM)
    sheet.box(96, 91.3, 112, 91.7, inks.CREAM)


HILLS = {
    "DALMURI": (
        (14, 14, 1.1),
        (36, 9, 0.8),
        (28, 32, 1),
        (8, 48, 0.8),
        (24, 82, 1.25),
        (50, 80, 0.9),
        (70, 71.4, 0.5),
    ),
    "VELMORA": ((139, 14, 0.8), (138, 36, 0.7), (140, 76, 0.9)),
    "ISLAND": ((101, 19, 0.36),),
}


def _country(sheet, tints, hatch, edge):
    """Hills in three tints, hatched on the side away from the light."""
    for outline, hills in zip(_lands(), HILLS.values(), strict=True):
        with sheet.inside(outline):
            for x, y, size in hills:
                for step, tint in enumerate(tints):
                    rim = path("-13 3, -8 -5, 1 -8, 10 -5, 13 2, 8 8, -4 9")
                    sheet.shape(smooth(moved(rim, x, y - step * size, size * (1 - step * 0.3))), tint)
                for number in range(11):
                    turn = -50 + number * 17
                    place = arc(x, y - size, size * 7.4, turn, turn, flat=0.62, steps=1)[0]
                    sheet.gouge(*place, size * 5.4, size * 0.8, hatch, turn=turn)
        sheet.contour(outline, edge, 0.5)


def _town(sheet):
    sheet.stroke(path("-4 70, 18 66, 36 56, 47 52, 53 51.4"), inks.SEA, 0.8, 1.4, 2.2, soft=True)
    for road in (
        path("-4 30, 22 36, 44 40, 58 34, 70 30"),
        path("44 40, 46 54, 52 66, 70 68"),
        [(46, 54), (30, 74), (26, 100)],
        [(44, 40), (52, 20), (56, -4)],
    ):
        sheet.stroke(road, inks.CREAM, 0.7, soft=True)
    _blocks(sheet, 95, lambda x, y: 35 < x < 51.6 and abs(y - 51) < 17 - (50 - x) * 0.35)
    _blocks(sheet, 95, lambda x, y: x > 133 and abs(y - 51) < 6.4)


def _blocks(sheet, count, is_built_up):
    """Houses in streets that run down to the water."""
    for row in range(count):
        for column in range(8):
            x = (33 if row % 2 else 132) + column * 2.6 + sheet.any(-0.2, 0.2)
            y = 30 + row * 0.44 + column * 0.5
            if row % 5 < 2 and is_built_up(x, y):
                width, height = sheet.any(1.5, 2.2), sheet.any(1.3, 1.9)
                block = [
                    (x, y),
                    (x + width, y + 0.4),
                    (x + width - 0.3, y + height + 0.4),
                    (x - 0.3, y + height),
                ]
                sheet.shape(block, (inks.BRICK, inks.VERMILION, inks.WINE, inks.BRICK)[(row + column) % 4])


def lights_map(sheet):
    sheet.box(0, 0, 144, 96, inks.NIGHT)
    _shores(sheet, ((15, "#14293d"), (10, "#183147"), (5.4, "#1e3c54"), (2.2, "#2b5068")), "#35424a")
    _country(sheet, ("#3b4a52", "#42525a"), "#2a363f", inks.MIST)
    for number, (x, y) in enumerate(LIGHTS):
        _light(
            sheet, x, y, REACHES[number], rays=14 if number else 30, ink=inks.LAMP if number else inks.CORAL
        )
    sheet.shape(path("24 80, 26.4 86, 24 84.6, 21.6 86"), inks.CREAM)
    sheet.ring(24, 83.6, 4.6, 0.4, inks.CREAM)


def _light(sheet, x, y, reach, *, rays, ink):
    sheet.ring(x, y, reach, 0.4, inks.between(ink, inks.NIGHT, 0.2))
    if reach > 10:
        sheet.ring(x, y, reach * 0.62, 0.4, inks.between(ink, inks.NIGHT, 0.2))
    for number in range(rays):
        turn = number * 360 / rays
        middle = reach * (0.6 if number % 2 else 0.5)
        sheet.gouge(
            *arc(x, y, middle, turn, turn, steps=1)[0],
            reach * (0.7 if number % 2 else 0.4),
            reach * 0.045 + 0.24,
            ink,
            turn=turn,
        )
    sheet.disc(x, y, 1.1 + reach * 0.09, inks.VERMILION if ink == inks.CORAL else inks.AMBER)
    sheet.disc(x, y, 0.6 + reach * 0.06, inks.CREAM)
