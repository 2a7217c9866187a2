"""The press: a sheet of paper that takes flat inks, cut as in a linocut.

Places are measured in units of ten pixels from the upper left: a picture is 144 wide and 96 high.
There are no gradients: tones meet in gouge marks, which cost few bytes and stay sharp.
"""

import io
import random
from contextlib import contextmanager

from PIL import Image, ImageChops, ImageDraw, ImageFont

from newsroom.demo.drawings.curves import box, circle, lens, ribbon, smooth, turned

PIXELS = 10
OVERSAMPLING = 3
UNIT = PIXELS * OVERSAMPLING


class Sheet:
    def __init__(self, width, height, paper, *, seed):
        self.width, self.height = width, height
        self.picture = Image.new("RGB", (width * UNIT, height * UNIT), paper)
        self.hand = random.Random(seed)  # noqa: S311 (the same hand every time)
        self._origin = (0, 0)
        self._pen = ImageDraw.Draw(self.picture)

    def png(self):
        """Smooth edges in few tones: a palette halves what the picture weighs when it is stored."""
        out = io.BytesIO()
        picture = self.picture.reduce(OVERSAMPLING)
        picture = picture.quantize(255, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        picture.save(out, "PNG", compress_level=1)
        return out.getvalue()

    # Shapes

    def shape(self, points, colour):
        self._pen.polygon(self._pixels(points), fill=colour)

    def cut(self, points, colour, rough=0.16):
        """Straight edges, as a hand cuts them."""
        self.shape(self.by_hand(points, rough), colour)

    def blob(self, points, colour):
        self.shape(smooth(points), colour)

    def box(self, left, top, right, bottom, colour):
        self.shape(box(left, top, right, bottom), colour)

    def disc(self, x, y, radius, colour, flat=1):
        self.shape(circle(x, y, radius, flat=flat), colour)

    def ring(self, x, y, radius, width, colour):
        outer, inner = circle(x, y, radius + width / 2), circle(x, y, radius - width / 2)
        self.shape([*outer, outer[0], inner[0], *inner[::-1]], colour)

    def stroke(self, points, colour, *widths, soft=False):
        """A line that may swell: one width, or several spread along it."""
        points = smooth(points, closed=False) if soft else points
        self.shape(ribbon(points, widths if len(widths) > 1 else widths * 2), colour)

    def hair(self, points, colour, width):
        """A soft line that is thin at both ends."""
        self.stroke(points, colour, 0, width, 0, soft=True)

    def contour(self, points, colour, width):
        """A line of one width along a closed outline; it may be wider than the outline's bays."""
        if width < 1:
            self.stroke([*points, *points[:1]], colour, width)
            return
        pixels, half = self._pixels([*points, points[0]]), width * UNIT / 2
        self._pen.line(pixels, colour, round(width * UNIT))
        for x, y in pixels:
            self._pen.ellipse((x - half, y - half, x + half, y + half), fill=colour)

    def gouge(self, x, y, length, width, colour, turn=0, bow=0):
        """The lens-shaped mark of one stroke of the gouge, around its middle."""
        points = lens(-length / 2, 0, length, width, bow=bow)
        self.shape(turned(points, turn, x, y), colour)

    def number(self, x, y, text, colour, size=3.2, anchor="mm", weight=0):
        left, top = self._pixels([(x, y)])[0]
        font = ImageFont.load_default(size * UNIT)
        width = round(weight * UNIT)
        self._pen.text((left, top), text, fill=colour, font=font, anchor=anchor, stroke_width=width)

    # Layers

    @contextmanager
    def inside(self, points):
        """What is drawn meanwhile shows inside an outline alone."""
        pixels = self._pixels(points)
        left, top = (int(min(place)) for place in zip(*pixels, strict=True))
        right, bottom = (int(max(place)) + 1 for place in zip(*pixels, strict=True))
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(right, self.picture.width), min(bottom, self.picture.height)
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in pixels], fill=255)
        whole, origin = self.picture, self._origin
        self._turn_to(whole.crop((left, top, right, bottom)), (origin[0] + left, origin[1] + top))
        yield
        whole.paste(self.picture, (left, top), mask)
        self._turn_to(whole, origin)

    def overprint(self, points, ink):
        """A transparent ink over what is printed already: shadow, shade, glass."""
        with self.inside(points):
            wash = Image.new("RGB", self.picture.size, ink)
            self._turn_to(ImageChops.multiply(self.picture, wash), self._origin)

    def _pixels(self, points):
        left, top = self._origin
        return [(x * UNIT - left, y * UNIT - top) for x, y in points]

    def _turn_to(self, picture, origin):
        self.picture, self._origin = picture, origin
        self._pen = ImageDraw.Draw(picture)

    # The hand

    def by_hand(self, points, rough=0.16):
        found = []
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            found.append((ax, ay))
            reach = abs(bx - ax) + abs(by - ay)
            for share in (0.3, 0.7) if reach > 5 else ():
                share += self.any(-0.1, 0.1)
                swerve = self.any(-rough, rough) / reach
                found.append((ax + (bx - ax) * share - (by - ay) * swerve,
                              ay + (by - ay) * share + (bx - ax) * swerve))  # fmt: skip
        return found

    def any(self, low, high):
        return low + (high - low) * self.hand.random()

    def scatter(self, count, left, top, right, bottom):
        """Places that are spread evenly without a pattern."""
        for number in range(1, count + 1):
            yield left + number * 0.7549 % 1 * (right - left), top + number * 0.5698 % 1 * (bottom - top)

    def ridge(self, line, foot, colour):
        """Hills across the sheet above a straight foot."""
        line = smooth(line, closed=False)
        self.shape([(line[0][0], foot), *line, (line[-1][0], foot)], colour)

    def fade(self, top, bottom, colour, *, left=0, right=None, rows=9, reach=(14, 34)):
        """One tone runs into the next below: strokes that grow thicker until they close."""
        right = self.width if right is None else right
        pitch = (bottom - top) / rows
        for row in range(rows):
            y, share = top + (row + 0.5) * pitch, (row + 1) / (rows + 0.5)
            x = left - self.any(0, reach[1] * 0.6)
            while x < right:
                length = self.any(*reach) * (0.55 + share)
                self.gouge(x + length / 2, y, length, pitch * share * 1.25, colour, bow=self.any(-0.1, 0.1))
                x += length * (0.98 - 0.3 * share)

    def water(self, top, bottom, colour, *, left=0, right=None, rows=16, fill=0.4, near=1):
        """Light on water: strokes that are short and dense far away, long and wide close by."""
        right = self.width if right is None else right
        for row in range(rows):
            depth = ((row + 0.6) / rows) ** 1.7
            y, width = top + (bottom - top) * depth, (0.22 + 0.85 * depth) * near
            x = left - self.any(0, 10)
            while x < right:
                length, bow = self.any(2.5, 7) * (0.6 + 2 * depth), self.any(-0.2, 0.2) * depth
                if left <= x and x + length <= right + 4:
                    middle, height = x + length / 2, width * self.any(0.55, 1)
                    self.gouge(middle, y + self.any(-0.4, 0.4) * width, length, height, colour, bow=bow)
                x += length / fill * self.any(0.6, 1.4)

    def glitter(self, x, top, bottom, colour, *, spread=(3, 12), rows=14, width=0.9):
        """The path of a light on water, toward whoever looks."""
        for row in range(rows):
            depth = ((row + 0.4) / rows) ** 1.25
            y = top + (bottom - top) * depth
            half = spread[0] + (spread[1] - spread[0]) * depth
            for _ in range(2 if row % 3 else 3):
                length = half * self.any(0.5, 1.5)
                self.gouge(x + self.any(-0.5, 0.5) * half, y + self.any(-0.3, 0.3), length,
                           width * (0.35 + 0.65 * depth), colour)  # fmt: skip
