"""What all portraits share: shoulders, a face in two tones, eyes and a mouth."""

from newsroom.demo.drawings.curves import circle, moved, path, smooth
from newsroom.demo.drawings.inks import BRICK, BROWN, INK, between

FACE = path(
    "22.8 30, 24 22, 30 17.4, 36 16.6, 42 17.4, 48 22, 49.2 30, "
    "48 38, 44 45, 39 49, 36 49.8, 33 49, 28 45, 24 38"
)


def bust(sheet, coat, skin, *, shadow="#d8a999", wide=0, broad=1.0, has_ears=True, stripes=None):
    """Shoulders, neck and head with the light from the left."""
    shoulders = smooth(
        [
            (8 - wide, 76),
            (10 - wide, 64),
            (18, 58.6),
            (29, 55.4),
            (43, 55.4),
            (54, 58.6),
            (62 + wide, 64),
            (64 + wide, 76),
        ]
    )
    sheet.shape(shoulders, coat)
    with sheet.inside(shoulders):
        for number in range(5 if stripes else 0):
            line = path("2 67, 22 60.6, 36 63.6, 50 60.6, 70 67")
            sheet.stroke(moved(line, 0, number * 4), stripes, 1.7, soft=True)
        sheet.overprint(path("44 50, 76 50, 76 76, 50 76"), "#a9a3b2")
    neck = smooth(path("30 42, 30 53, 28 57.4, 36 62, 44 57.4, 42 53, 42 42"))
    sheet.shape(neck, skin)
    with sheet.inside(neck):
        sheet.overprint(smooth(path("26 46, 34 51.4, 46 44, 50 64, 38 62, 34 54")), shadow)
    for x in (22.6, 49.4) if has_ears else ():
        sheet.disc(x, 33.4, 2, skin, flat=1.7)
    if has_ears:
        sheet.overprint(circle(49.4, 33.4, 2, flat=1.7), shadow)
    face = smooth([(36 + (x - 36) * (broad if y > 32 else 1), y) for x, y in FACE])
    sheet.shape(face, skin)
    with sheet.inside(face):
        sheet.overprint(
            smooth(path("39 10, 40.5 26, 38 30, 39.8 36, 40.6 39, 37.6 40.4, 39 44, 37 52, 52 52, 52 10")),
            shadow,
        )


def features(sheet, *, brow=INK, mouth=BRICK, smile=0.7, age=0):
    for x in (30, 42):
        sheet.gouge(x, 32.2, 3.4, 1.7, INK, bow=-0.3)
        sheet.gouge(x, 28.2, 6.4, 1.2, brow, turn=-5 if x < 36 else 5, bow=-0.8)
    sheet.stroke([(36.6, 31), (38.6, 37.6), (35.8, 38.6)], between(BROWN, BRICK, 0.35), 0.2, 0.7, 0.4)
    sheet.gouge(36, 42.6, 7, 1.2, mouth, bow=smile)
    for number in range(age):
        for side in (-1, 1):
            sheet.gouge(36 + side * 10.6, 33 + number * 1.5, 2.2, 0.4, BROWN, turn=side * (number * 22 - 16))
