"""The facts in figures that both languages of a story must share, and what two texts differ in."""

from articles.bilingual.figures.comparison import Comparison, compared, figures
from articles.bilingual.figures.figure import Figure, Weight
from articles.bilingual.figures.numerals import written

__all__ = ["Comparison", "Figure", "Weight", "compared", "figures", "written"]
