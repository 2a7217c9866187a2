"""Small figures: a coat, two legs, a head, no face."""

from newsroom.demo.drawings.curves import box, circle, moved, path, ribbon, smooth
from newsroom.demo.drawings.inks import FAIR, INK, between

COAT = path(
    "-0.05 -0.83, 0.06 -0.83, 0.13 -0.78, 0.15 -0.6, 0.17 -0.36, "
    "0 -0.34, -0.17 -0.36, -0.14 -0.6, -0.12 -0.78"
)
HEAD = circle(0.012, -0.905, 0.062, flat=1.2)
HAIR = path("-0.07 -0.86, -0.085 -0.93, -0.04 -0.99, 0.04 -0.985, 0.07 -0.94, 0.02 -0.93, -0.01 -0.88")
LEGS = ([(-0.05, -0.4), (-0.06, -0.2), (-0.07, 0)], [(0.05, -0.4), (0.07, -0.2), (0.07, 0)])
WALK = ([(-0.04, -0.4), (-0.1, -0.2), (-0.18, 0)], [(0.04, -0.4), (0.11, -0.22), (0.13, 0)])
HANGING = (((0.16, -0.62), (0.15, -0.44)),)


def person(
    sheet,
    x,
    foot,
    height,
    coat,
    *,
    legs=INK,
    hair=INK,
    skin=FAIR,
    flip=False,
    arms=HANGING,
    walks=False,
    hat=None,
):
    """Someone who faces right. arms are (elbow, hand) in shares of the height, hat is a colour."""

    def put(points, colour):
        sheet.shape(moved(points, x, foot, height, flip=flip), colour)

    for leg in WALK if walks else LEGS:
        put(ribbon(leg, (0.12, 0.09, 0.075)), legs)
        put(
            smooth([(leg[-1][0] - 0.045, 0.01), (leg[-1][0] - 0.03, -0.035), (leg[-1][0] + 0.09, 0.008)]),
            legs,
        )
    put(box(-0.03, -0.88, 0.035, -0.8), skin)
    put(smooth(COAT), coat)
    put(HEAD, skin)
    put(smooth(HAIR), hair)
    if hat:
        put(smooth(path("-0.14 -0.92, -0.06 -0.95, -0.02 -1.04, 0.05 -1.03, 0.08 -0.95, 0.15 -0.92")), hat)
    for elbow, hand in arms:
        sleeve = smooth([(0.07 if elbow[0] > 0 else -0.07, -0.77), elbow, hand], closed=False, steps=4)
        put(ribbon(sleeve, (0.095, 0.075, 0.06)), between(coat, INK, 0.22))
        put(circle(*hand, 0.034), skin)


def silhouette(sheet, x, foot, height, colour, **pose):
    person(sheet, x, foot, height, colour, legs=colour, hair=colour, skin=colour, **pose)


def gull(sheet, x, y, span, colour):
    for side in (-1, 1):
        sheet.gouge(
            x + side * span * 0.25,
            y - span * 0.07,
            span * 0.58,
            span * 0.15,
            colour,
            side * -20,
            -span * 0.05,
        )
