"""Figures that both languages of a story must share, and their comparison."""

from articles.text.figures.comparison import FigureComparison, compare_figures, find_figures
from articles.text.figures.contradictions import misdated_weekdays
from articles.text.figures.figure import StatedFigure, Weight
from articles.text.figures.numerals import format_number

__all__ = [
    "FigureComparison",
    "StatedFigure",
    "Weight",
    "compare_figures",
    "find_figures",
    "format_number",
    "misdated_weekdays",
]
