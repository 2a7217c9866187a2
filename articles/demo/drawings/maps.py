"""The Haeon Strait, twice: by day with the old ferry basin, by night with its lights."""

from articles.demo.drawings.curves import arc, smooth
from articles.demo.drawings.inks import *

DALMURI = [(-8, -8), (72, -8), (67, 6), (58, 13), (59, 22), (68, 27), (76, 34), (71, 40.6), (60, 42), (52.6, 48),
           (53, 56), (60, 61), (71, 62.4), (81, 69), (79, 77), (67, 82), (60, 90), (63, 104), (-8, 104)]  # fmt: skip
VELMORA = [(152, -8), (131, -8), (126, 6), (132, 18), (125, 30), (117, 38), (123, 46), (131, 51), (124, 60),
           (121, 68), (127, 80), (135, 92), (132, 104), (152, 104)]  # fmt: skip
ISLAND = [(94, 14), (103, 11), (108, 17), (106, 26), (100, 30), (96, 24), (91, 20)]
GANNET_HEAD, BREAKWATER, SORIN = (80.6, 71), (72, 51.6), (129.4, 50.6)
PLANTED = ((60, 48.4), (58.4, 55), (65.6, 52.6))
LIGHTS = (GANNET_HEAD, (75.4, 34.4), BREAKWATER, (101.4, 20), (118, 38.6), (121.8, 67.6))


def _lands():
    return [smooth(outline, steps=9) for outline in (DALMURI, VELMORA, ISLAND)]


def _shores(sheet, inks, land, edge):
    """The water lies in bands along the shores, as on old charts."""
    for width, ink in inks:
        for outline in _lands():
            sheet.contour(outline, ink, width)
    for outline in _lands():
        sheet.shape(outline, land)
        sheet.contour(outline, edge, 0.5)


def coast(sheet):
    sheet.box(0, 0, 144, 96, TEAL)
    _shores(sheet, ((15, "#3a837f"), (10, "#559792"), (5.4, LAGOON), (2.2, MIST)), SAND, BARK)
    _country(sheet)
    sheet.water(4, 94, "#3a837f", left=84, right=116, rows=8, fill=0.2, near=0.6)
    for number in range(17):
        share = number / 16.5
        x, y = 71 + share * 56, 49 - 12 * share * (1 - share) * 2.4 + share * 2
        sheet.gouge(x, y, 2.3, 0.8, CREAM, turn=-14 + share * 32)
    sheet.stroke([(71, 40.6), (74.4, 44.6), (74.2, 48)], INK, 1.3)
    sheet.stroke([(71, 62.4), (73.6, 59), (72.6, 53.6)], INK, 1.3)
    for x, y in PLANTED:
        sheet.disc(x, y, 3.9, CREAM)
        sheet.disc(x, y, 3.2, VERMILION)
        sheet.disc(x, y, 2.5, CREAM)
        for turn in (-120, -90, -60):
            sheet.gouge(*arc(x, y + 1.5, 1.3, turn, turn, steps=1)[0], 3.2, 0.8, MOSS, turn=turn)
    sheet.disc(*SORIN, 1.3, INK)
    sheet.shape([(104, 80), (106.4, 86), (104, 84.6), (101.6, 86)], CREAM)
    sheet.ring(104, 83.6, 4.6, 0.4, CREAM)
    for x in (96, 104, 112):
        sheet.box(x - 0.15, 90.6, x + 0.15, 92.4, CREAM)
    sheet.box(96, 91.3, 112, 91.7, CREAM)


def _country(sheet):
    for outline, hills in ((DALMURI, ((14, 16), (30, 10), (38, 28), (12, 44), (24, 62), (40, 80), (14, 84), (48, 16))), (VELMORA, ((140, 12), (138, 36), (141, 74)))):
        with sheet.inside(smooth(outline, steps=9)):
            for x, y in hills:
                sheet.shape(smooth([(x - 11, y + 4), (x - 6, y - 4), (x + 3, y - 6), (x + 11, y - 1), (x + 8, y + 6), (x - 3, y + 7)]), "#c9c184")
                for number in range(9):
                    turn = number * 40
                    place = arc(x, y, 4.2, turn, turn, flat=0.62, steps=1)[0]
                    sheet.gouge(*place, 4.2, 0.9, MOSS if 20 < turn < 200 else LEAF, turn=turn)
            if outline is DALMURI:
                _town(sheet)
    with sheet.inside(smooth(ISLAND, steps=9)):
        for number in range(8):
            sheet.gouge(*arc(100, 20, 4, number * 45, number * 45, steps=1)[0], 4, 0.9, MOSS, turn=number * 45)


def _town(sheet):
    sheet.stroke([(-4, 70), (18, 66), (36, 56), (47, 52), (54, 51)], SEA, 0.8, 1.4, 2.2, soft=True)
    for road in ([(-4, 30), (22, 36), (44, 40), (58, 34), (70, 30)], [(44, 40), (46, 54), (52, 66), (70, 68)], [(46, 54), (30, 74), (26, 100)], [(44, 40), (52, 20), (56, -4)]):
        sheet.stroke(road, CREAM, 0.7, soft=True)
    for number in range(58):
        x, y = 37 + number * 8.93 % 17, 36 + number * 13.7 % 27
        if x < 53 - abs(y - 51) * 0.18:
            width, height = sheet.any(1.2, 2.6), sheet.any(1.2, 2.2)
            sheet.cut([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], (BRICK, TIMBER, VERMILION)[number % 3])


def lights_map(sheet):
    sheet.box(0, 0, 144, 96, NIGHT)
    _shores(sheet, ((15, "#14293d"), (10, "#183147"), (5.4, "#1e3c54"), (2.2, "#2b5068")), "#35424a", MIST)
    for outline, hills in ((DALMURI, ((14, 16), (30, 8), (38, 28), (12, 44), (26, 62), (42, 80), (14, 84), (48, 14))), (VELMORA, ((139, 12), (138, 36), (140, 74)))):
        with sheet.inside(smooth(outline, steps=9)):
            for x, y in hills:
                for number in range(9):
                    sheet.gouge(*arc(x, y, 4.4, number * 40, number * 40, flat=0.62, steps=1)[0], 4.4, 0.8, "#4a5a60", turn=number * 40)
    for number, (x, y) in enumerate(LIGHTS):
        _light(sheet, x, y, 17 if number == 0 else (0, 7.6, 5, 8.6, 6.8, 7)[number], rays=30 if number == 0 else 14)
    sheet.shape([(24, 80), (26.4, 86), (24, 84.6), (21.6, 86)], CREAM)
    sheet.ring(24, 83.6, 4.6, 0.4, CREAM)


def _light(sheet, x, y, reach, rays):
    sheet.ring(x, y, reach, 0.4, OCHRE)
    if reach > 10:
        sheet.ring(x, y, reach * 0.62, 0.4, OCHRE)
    for number in range(rays):
        turn = number * 360 / rays
        middle = reach * (0.6 if number % 2 else 0.5)
        sheet.gouge(*arc(x, y, middle, turn, turn, steps=1)[0], reach * (0.7 if number % 2 else 0.4), reach * 0.045 + 0.24, LAMP, turn=turn)
    sheet.disc(x, y, 1.1 + reach * 0.09, VERMILION)
    sheet.disc(x, y, 0.6 + reach * 0.06, CREAM)
