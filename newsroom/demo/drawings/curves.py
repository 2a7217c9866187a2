"""Outlines as lists of points: what the knife follows."""

import math


def path(text):
    """An outline from "x y, x y, …", which is shorter to read than pairs in brackets."""
    return [tuple(float(number) for number in pair.split()) for pair in text.split(",")]


def smooth(points, *, closed=True, steps=10):
    """A soft curve through the points (Catmull and Rom)."""
    count, found = len(points), []
    for at in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(at + step) % count] for step in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[min(max(at + step, 0), count - 1)] for step in (-1, 0, 1, 2))
        found += [_on_the_way(a, b, c, d, step / steps) for step in range(steps)]
    return found if closed else [*found, points[-1]]


def _on_the_way(a, b, c, d, t):
    return tuple(
        0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t**3)
        for p, q, r, s in zip(a, b, c, d, strict=True)
    )


def arc(x, y, radius, start, end, *, flat=1, steps=28):
    """Part of an ellipse, in degrees clockwise from the right."""
    turns = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + radius * math.cos(turn), y + radius * flat * math.sin(turn)) for turn in turns]


def circle(x, y, radius, *, flat=1):
    return arc(x, y, radius, 0, 360, flat=flat, steps=48 if radius < 8 else 120)[:-1]


def lens(x, y, length, width, *, turn=0, bow=0):
    """The mark of a gouge from (x, y): thin at both ends, perhaps bent."""
    along, across = [], []
    for step in range(9):
        t = step / 8
        half, middle = width / 2 * math.sin(math.pi * t) ** 0.8, 4 * bow * t * (1 - t)
        along.append((t * length, middle - half))
        across.append((t * length, middle + half))
    return turned([*along, *across[-2:0:-1]], turn, x, y)


def turned(points, degrees, x=0, y=0):
    """Turned around the origin, then moved to (x, y)."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points]


def moved(points, x, y, scale=1, *, flip=False):
    side = -scale if flip else scale
    return [(x + px * side, y + py * scale) for px, py in points]


def box(left, top, right, bottom):
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def ribbon(points, widths):
    """The outline of a stroke along the points whose width changes on the way."""
    one, other = [], []
    last = len(points) - 1
    for at, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(at - 1, 0)], points[min(at + 1, last)]
        length = math.hypot(bx - ax, by - ay) or 1
        place = at / last * (len(widths) - 1)
        low = min(int(place), len(widths) - 2)
        half = (widths[low] + (widths[low + 1] - widths[low]) * (place - low)) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        one.append((x + nx, y + ny))
        other.append((x - nx, y - ny))
    return one + other[::-1]
