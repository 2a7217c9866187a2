"""Along the shore: the lighthouse, its lens, the kelp racks, the cisterns on the roofs."""


from articles.demo.drawings.curves import arc, circle, ribbon, smooth
from articles.demo.drawings.inks import *
from articles.demo.drawings.people import gull, person, silhouette


def lighthouse(sheet):
    sheet.box(0, 0, 144, 70, "#20445a")
    sheet.fade(4, 40, "#4c7f8a", rows=8, reach=(24, 60))
    sheet.box(0, 39, 144, 72, "#4c7f8a")
    sheet.fade(40, 58, BLUSH, rows=6, reach=(24, 60))
    sheet.box(0, 57.5, 144, 72, BLUSH)
    _beam(sheet, 74, 24)
    sheet.shape([(-4, 70), *smooth([(-4, 60), (14, 58), (30, 61), (48, 63), (60, 66)], closed=False), (60, 70)], "#6b7f8c")
    sheet.box(0, 65.5, 144, 96, TEAL)
    sheet.fade(68, 90, PINE, rows=8)
    sheet.water(66.5, 95, LAGOON, rows=12, fill=0.3)
    sheet.water(66.5, 80, BLUSH, rows=7, fill=0.16, right=60)
    _headland(sheet)
    _tower(sheet, 74)
    sheet.cut([(89, 52.4), (89, 47), (104, 47), (104, 52.6)], CREAM)
    sheet.shape([(87.4, 47.4), (91, 42.4), (102.4, 42.4), (105.6, 47.4)], BRICK)
    sheet.box(92, 48.4, 94.4, 50.8, LAMP)
    sheet.box(98, 48.2, 100.4, 52.6, TIMBER)
    silhouette(sheet, 61.5, 56.8, 7, INK, arms=(((0.16, -0.62), (0.24, -0.5)),), walks=True)
    for x, y, span in ((30, 34, 9), (43, 27, 6.4), (22, 24, 5.4), (112, 31, 7), (124, 38, 5), (52, 42, 4.6)):
        gull(sheet, x, y, span, CREAM)


def _beam(sheet, x, y):
    for reach, colour in ((13, "#5f8b90"), (6, "#93ad9f")):
        sheet.shape([(x, y), (-4, y - reach), (-4, y + reach * 0.7)], colour)
        sheet.shape([(x, y), (148, y - reach * 0.8), (148, y + reach)], colour)
    for number in range(26):
        turn = number * 360 / 26
        place = arc(x, y, 8.6, turn, turn, steps=1)[0]
        sheet.gouge(*place, sheet.any(3, 5), 0.5, LAMP, turn=turn)


def _headland(sheet):
    """Seen from the west the rock has the head of a gannet, its beak in the water."""
    outline = [(148, 98), (148, 56), (136, 54), (120, 53), (104, 52), (84, 52), (68, 54.4), (58, 57.6), (50, 62), (42, 66.6),
               (32, 70), (20, 73.6), (30, 75.4), (40, 76), (47, 79), (50, 86), (48, 98)]  # fmt: skip
    sheet.shape(outline, "#2a2f3c")
    with sheet.inside(outline):
        sheet.shape([(148, 50), (104, 50), (68, 53), (58, 57), (70, 59.4), (92, 57), (110, 59), (148, 60)], MOSS)
        sheet.shape([(148, 54), (110, 55.6), (84, 54.4), (70, 56.6), (84, 56.8), (104, 57), (148, 58)], LEAF)
        for number, (x, y) in enumerate(sheet.scatter(56, 40, 60, 144, 96)):
            ink = "#4c515e" if number % 3 else "#6d6674"
            sheet.gouge(x, y, sheet.any(4, 9), sheet.any(0.5, 1.1), ink, turn=68 + sheet.any(-16, 16))
        sheet.gouge(38, 72.2, 30, 1.1, "#596070", turn=-13)
    _kettle_cove(sheet)
    sheet.stroke([(14, 75.4), (26, 77.4), (40, 77.6), (49, 84), (48, 97)], FOAM, 0.3, 1.4, 0.8, 1.8, 1, soft=True)
    sheet.stroke([(6, 79), (24, 81), (36, 82), (42, 88), (38, 97)], LAGOON, 0.2, 0.9, 0.5, 1.1, 0.4, soft=True)


def _kettle_cove(sheet):
    """Three crooked rows of kitchen windows; one is dark."""
    for row, (left, count, top) in enumerate(((92, 9, 67), (84, 11, 76), (78, 13, 85.4))):
        for number in range(count):
            x = left + number * 5.2 + row % 2
            y = top + (0, 1.4, 0.4, -0.8, 0.9)[(number * 2 + row) % 5] + (x - 100) * 0.03
            wall = ("#454b5a", "#3a4050", "#4e4a58")[(number + row) % 3]
            sheet.box(x - 2.5, y - 1.6, x + 2.5, y + 4.6, wall)
            sheet.shape([(x - 3, y - 1.6), (x - 1.4, y - 3.4), (x + 1.4, y - 3.4), (x + 3, y - 1.6)], "#6a3038" if number % 3 else "#59606e")
            sheet.box(x - 0.9, y, x + 0.9, y + 2.2, "#20242f" if (row, number) == (0, 8) else LAMP)


def _tower(sheet, x):
    sheet.shape([(x - 4.2, 30), (x + 4.2, 30), (x + 6.6, 54), (x - 6.6, 54)], CREAM)
    sheet.shape([(x - 4.9, 37), (x + 4.9, 37), (x + 5.6, 44), (x - 5.6, 44)], VERMILION)
    sheet.overprint([(x + 1.2, 30), (x + 4.2, 30), (x + 6.6, 54), (x + 2, 54)], "#8c93b4")
    for y in (33, 40, 47):
        sheet.box(x - 2.2, y, x - 0.8, y + 2.6, INK)
    sheet.box(x - 6, 28.4, x + 6, 30.2, INK)
    sheet.box(x - 3.2, 19.6, x + 3.2, 28.4, LAMP)
    sheet.disc(x, 24, 2.2, CREAM)
    for side in (-3.2, 0, 3.2):
        sheet.stroke([(x + side, 19.6), (x + side, 28.4)], INK, 0.5)
    for side in (-5.8, -2.9, 2.9, 5.8):
        sheet.stroke([(x + side, 25.4), (x + side, 28.4)], INK, 0.35)
    sheet.stroke([(x - 6, 25.4), (x + 6, 25.4)], INK, 0.4)
    sheet.shape([(x - 4.2, 19.8), *smooth([(x - 3.4, 17), (x, 14.6), (x + 3.4, 17)], closed=False), (x + 4.2, 19.8)], BRICK)
    sheet.stroke([(x, 15), (x, 11)], INK, 0.5)


def lens(sheet):
    sheet.box(0, 0, 144, 96, NIGHT)
    sheet.fade(-4, 100, "#15304a", rows=16, reach=(30, 60))
    sheet.shape(smooth([(72, 3), (90, 12), (101, 48), (90, 84), (72, 93), (54, 84), (43, 48), (54, 12)]), "#1c3d57")
    _prisms(sheet, -1)
    _prisms(sheet, 1)
    sheet.disc(72, 46, 12.4, "#4f6d66")
    sheet.disc(72, 46, 9, "#b59a4e")
    for number in range(24):
        place = arc(72, 46, 10.8, number * 15, number * 15, steps=1)[0]
        sheet.gouge(*place, 4.2, 0.6, LAMP, turn=number * 15)
    sheet.box(69.4, 56, 74.6, 87, AMBER)
    sheet.box(73, 56, 74.6, 87, BARK)
    sheet.box(68.6, 53, 75.4, 57, OCHRE)
    for y in (54, 55.6):
        sheet.box(68.2, y, 75.8, y + 0.6, BARK)
    sheet.shape(smooth([(69.6, 53.4), (68.8, 50.6), (66.2, 46.6), (67.4, 41.6), (72, 39.4), (76.6, 41.6), (77.8, 46.6), (75.2, 50.6), (74.4, 53.4)]), CREAM)
    sheet.stroke([(71, 53), (70, 46.4), (71.2, 44), (72, 46.4), (72.8, 44), (74, 46.4), (73, 53)], AMBER, 0.5)
    sheet.shape([(54, 86), (90, 86), (96, 91), (48, 91)], OCHRE)
    sheet.shape([(74, 86), (90, 86), (96, 91), (76, 91)], AMBER)
    sheet.box(44, 91, 100, 97, BARK)
    sheet.shape([(58, 9), *smooth([(60, 5), (72, 1.4), (84, 5)], closed=False), (86, 9)], OCHRE)
    sheet.shape([(72, 9), *smooth([(72, 1.4), (84, 5)], closed=False), (86, 9)], AMBER)


def _prisms(sheet, side):
    """The cut glass of one side: the bull's eye, then prisms that lean more the farther they are."""

    def put(points, colour):
        sheet.shape([(72 + side * x, 48 + y) for x, y in points], colour)

    eye = smooth([(28, -9), (33.6, -5), (35.4, 0), (33.6, 5), (28, 9)], closed=False)
    put([*eye], FOAM)
    put([(28, 0), *eye[len(eye) // 2 :]], SKY)
    for up in (-1, 1):
        for number in range(7):
            low, high = 10.6 + number * 4.1, 14 + number * 4.1
            inner = 28 - 0.9 * number - 0.22 * number**2
            tip = (inner + 6.6 - 0.25 * number, up * (low + 0.5 + 0.22 * number))
            foot, head = (inner, up * low), (inner - 1.1 - 0.42 * number, up * high)
            put([foot, tip, head], FOAM if up < 0 else MIST)
            put([((foot[0] + head[0]) / 2, (foot[1] + head[1]) / 2), tip, head], SKY if up < 0 else LAGOON)
            middle = ((foot[0] + head[0]) / 2, (foot[1] + head[1]) / 2)
            put(ribbon([(7, up * (2.6 + number * 1.1)), middle], (0.3, 0.46)), LAMP)
            put(ribbon([tip, (76, tip[1] * 1.06)], (0.5, 0.9)), "#c3a551" if number % 2 else "#8d8153")
        brass = smooth([(27.4, up * 9.8), (23.4, up * 25), (11.6, up * 41)], closed=False)
        put(ribbon(brass, (0.8, 0.8)), OCHRE)
    put(ribbon([(7, 0), (28, 0)], (0.3, 0.5)), LAMP)
    for y in (-6, -2, 2, 6):
        put(ribbon([(34.6 - abs(y) * 0.25, y), (76, y * 1.06)], (0.5, 0.9)), "#c3a551")


def kelp(sheet):
    sheet.box(0, 0, 144, 36, "#f3dcb4")
    sheet.fade(0, 20, PAPER, rows=6, reach=(24, 60))
    sheet.disc(104, 17, 8, CREAM)
    sheet.shape([(-4, 34), *smooth([(-4, 26), (16, 22), (38, 27), (60, 30), (80, 31.5), (100, 30), (122, 25.6), (150, 29)], closed=False), (150, 34)], MIST)
    sheet.box(0, 32, 144, 50, SEA)
    sheet.fade(33, 46, TEAL, rows=5)
    sheet.water(33, 46, FOAM, rows=8, fill=0.3)
    sheet.shape([(-2, 49), *smooth([(-2, 45), (20, 43.6), (44, 46), (74, 44.6), (106, 47), (130, 45), (148, 46.4)], closed=False), (148, 97), (-2, 97)], SAND)
    sheet.stroke([(-2, 45.4), (20, 44), (44, 46.4), (74, 45), (106, 47.4), (130, 45.4), (148, 46.8)], CREAM, 0.7, 1.3, 0.6, 1.2, 0.8, soft=True)
    sheet.water(52, 96, STRAW, rows=10, fill=0.22)
    for left, right, foot, height, count in ((-6, 62, 54, 13, 17), (76, 152, 55, 13.5, 18), (-10, 46, 66, 21, 11), (98, 156, 67, 22, 11)):
        _rack(sheet, left, right, foot, height, count)
    sheet.overprint([(72, 89), (80, 89), (64, 96), (48, 96)], "#c9b79c")
    _rack(sheet, 20, 126, 88, 35, 19, gap=(69, 87))
    person(sheet, 80, 89.5, 31, TEAL, legs=DEEP, hat=STRAW, flip=True, skin=TAN,
           arms=(((0.18, -0.86), (0.26, -1.08)), ((-0.06, -0.95), (0.1, -1.12))))  # fmt: skip
    sheet.shape(smooth([(88, 90), (87, 84), (102, 84), (101, 90)]), TIMBER)
    for x in range(89, 101, 2):
        sheet.stroke([(x, 84.4), (x + 0.4, 90)], BARK, 0.3)
    for x in (89, 92, 95, 98):
        sheet.gouge(x, 83.6, 6, 2, WOOD_GREEN if x % 2 else MOSS, turn=-40 + x % 5 * 20)


def _rack(sheet, left, right, foot, height, count, gap=(0, 0)):
    top, pitch = foot - height, (right - left) / count
    size = height / 35
    sheet.overprint([(left, foot - 1), (right, foot - 1), (right - 12 * size, foot + 5 * size), (left - 14 * size, foot + 5 * size)], "#d8c6a4")
    for number in range(4):
        x = left + 3 * size + (right - left - 6 * size) * number / 3
        sheet.stroke([(x - 4.4 * size, foot + 1.4 * size), (x + 1.2 * size, top - 2 * size)], BARK, 1.5 * size, 1.1 * size)
        sheet.stroke([(x + 4 * size, foot - 1 * size), (x - 1 * size, top - 2.4 * size)], TIMBER, 1.3 * size, 1 * size)
    for number in range(count):
        x = left + (number + 0.5) * pitch
        if gap[0] < x < gap[1]:
            continue
        length, sway = height * sheet.any(0.62, 0.86), sheet.any(-1, 1.6) * size
        colour = (WOOD_GREEN, MOSS, "#39512c", WOOD_GREEN, "#6b6a34")[number * 3 % 5]
        line = smooth([(x, top - 0.6 * size), (x + sway * 0.3, top + length * 0.4), (x + sway, top + length)], closed=False)
        width = pitch * 0.74
        sheet.shape(ribbon(line, (width * 0.7, width, width * 0.86, width, width * 0.5)), colour)
        sheet.shape(ribbon([(px + width * 0.14, py) for px, py in line[1:-2]], (0, width * 0.16, 0)), LEAF if number % 2 else MOSS)
        sheet.shape(ribbon([(px - width * 0.3, py) for px, py in line[2:-1]], (0, width * 0.14, 0)), INK)
    sheet.stroke([(left, top), (right, top)], BARK, 1.1 * size)


def cisterns(sheet):
    sheet.box(0, 0, 144, 40, "#9fb3b5")
    sheet.fade(26, -2, SLATE, rows=8, reach=(24, 60))
    sheet.shape([(-4, 40), *smooth([(-4, 30), (18, 25), (40, 29), (62, 33), (84, 30), (112, 24), (150, 30)], closed=False), (150, 40)], "#7c9296")
    sheet.box(0, 35, 144, 97, "#5f868d")
    sheet.water(36, 50, MIST, rows=7, fill=0.3)
    for left, right, top, wall, lid in ((-4, 24, 42, "#6c7680", "#8b949b"), (20, 44, 46, "#8d6b6c", "#a98a85"), (100, 122, 43, "#8d6b6c", "#a98a85"), (118, 150, 47, "#5d6a75", "#7d8991"), (40, 62, 49, "#5d6a75", "#7d8991"), (84, 104, 48, "#6c7680", "#8b949b")):
        _roof(sheet, left, right, top, 70, wall, lid)
        _cistern(sheet, (left + right) / 2 + 3, top + 0.6, 3.2, TEAL if left % 4 else BLUE)
    for left, right, top, wall, lid in ((-6, 40, 60, BARK, "#7b5a4e"), (104, 152, 61, BARK, "#7b5a4e")):
        _roof(sheet, left, right, top, 98, wall, lid)
    _cistern(sheet, 16, 62, 6, BLUE)
    _cistern(sheet, 29, 62, 5, TEAL)
    _cistern(sheet, 122, 63, 6.4, TEAL)
    _roof(sheet, 40, 104, 66, 80, "#7c5a58", "#99776f")
    sheet.cut([(28, 86), (36, 72), (108, 72), (116, 86)], "#b08f80")
    sheet.cut([(28, 86), (116, 86), (116, 97), (28, 97)], WINE)
    sheet.box(27, 85.4, 117, 87, "#3a1719")
    for x in (38, 50, 62, 74, 86, 98):
        sheet.box(x, 90, x + 5, 97, LAMP if x in (50, 86) else "#3a1719")
    sheet.overprint([(60, 84), (84, 80), (112, 82), (108, 85), (72, 85)], "#b3a4a6")
    _cistern(sheet, 64, 81.4, 13, BLUE)
    person(sheet, 88, 83.6, 25, OCHRE, legs=NIGHT, flip=True, arms=(((0.22, -0.66), (0.4, -0.66)), ((-0.02, -0.66), (0.06, -0.8))))
    _umbrella(sheet, 87, 63)
    for x, y in sheet.scatter(130, -6, 0, 150, 94):
        sheet.gouge(x, y, sheet.any(4, 8), 0.34, FOAM, turn=106)


def _roof(sheet, left, right, top, foot, wall, lid):
    sheet.cut([(left, top + 2), (right, top + 2), (right, foot), (left, foot)], wall)
    sheet.cut([(left - 1.4, top + 3), (left + 3, top - 1.6), (right - 3, top - 1.6), (right + 1.4, top + 3)], lid)
    sheet.box(left - 1.4, top + 3, right + 1.4, top + 4.4, between(wall, INK, 0.4))
    for number in range(int((right - left) / 7)):
        x = left + 3 + number * 7
        if x + 3.4 < right:
            sheet.box(x, top + 7.4, x + 3.2, top + 12, LAMP if (number * 5 + int(left)) % 4 == 1 else between(wall, INK, 0.55))


def _cistern(sheet, x, foot, radius, colour):
    height = radius * 2.1
    top = foot - height
    body = [*arc(x, foot, radius, 0, 180, flat=0.22), *arc(x, top, radius, 180, 360, flat=0.22)]
    sheet.shape(body, colour)
    with sheet.inside(body):
        sheet.box(x + radius * 0.35, top - radius, x + radius, foot + radius, between(colour, INK, 0.4))
        for number in range(1, 4):
            y = top + height * number / 4
            line = arc(x, y, radius, 0, 180, flat=0.22)
            sheet.stroke(line, between(colour, INK, 0.45), radius * 0.07)
        sheet.gouge(x - radius * 0.62, foot - height * 0.45, height * 0.72, radius * 0.17, MIST, turn=90)
    sheet.disc(x, top, radius, between(colour, CREAM, 0.35), flat=0.22)
    sheet.disc(x, top, radius * 0.76, between(colour, INK, 0.3), flat=0.2)


def _umbrella(sheet, x, y):
    sheet.stroke([(x, y - 8), (x, y + 1)], INK, 0.6)
    outline = [*arc(x, y - 5, 11, 180, 360, flat=0.72), (x + 7.4, y - 6.2), (x + 3.6, y - 5), (x, y - 6.2), (x - 3.6, y - 5), (x - 7.4, y - 6.2)]
    sheet.shape(outline, VERMILION)
    sheet.shape([(x, y - 13), *arc(x, y - 5, 11, 300, 360, flat=0.72), (x + 7.4, y - 6.2), (x + 3.6, y - 5)], BRICK)
    sheet.stroke([(x, y - 12.6), (x, y - 15)], INK, 0.6)
