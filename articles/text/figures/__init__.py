"""The facts in figures that both languages of a story must share, and what two texts differ in."""

from articles.text.figures.comparison import Comparison, compared, figures
from articles.text.figures.figure import Figure, Weight
from articles.text.figures.numerals import written

__all__ = ["Comparison", "Figure", "Weight", "compared", "figures", "written"]
