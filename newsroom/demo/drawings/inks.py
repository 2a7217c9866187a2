"""The inks of the graphics desk: few, warm beside cold, so that all pictures come from one hand."""

PAPER, CREAM, SAND, STRAW = "#f5eddb", "#fcf6e8", "#e8d3a6", "#d3b579"
LAMP, OCHRE, AMBER = "#f6cf6a", "#e0a23c", "#b8741f"
BLUSH, CORAL, VERMILION, BRICK, WINE = "#f2c3a0", "#e58b66", "#cc452c", "#a3271c", "#64211f"
FOAM, MIST, LAGOON, TEAL, PINE = "#dfeae0", "#b4cfc8", "#72aaa5", "#23716d", "#123f42"
SKY, SEA, BLUE, DEEP, NIGHT = "#a9c7d0", "#4f8ba6", "#1f5685", "#173a58", "#112338"
INK = "#161a24"
LEAF, MOSS, WOOD_GREEN = "#9fae5c", "#587838", "#2d4a2f"
DUSK, PLUM, MAUVE = "#3b3f63", "#5d4263", "#a3808d"
TIMBER, BARK = "#9a6a45", "#4f3328"
STONE, SLATE = "#c9bfae", "#77818a"
FAIR, TAN, BROWN = "#f0c7a2", "#d99f74", "#b07750"


def between(first, last, share):
    """A colour on the way from one ink to another, as the bytes that Pillow takes."""
    ends = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (first, last)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(*ends, strict=True))
