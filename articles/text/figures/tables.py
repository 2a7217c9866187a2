"""Word tables of figures: units of both languages."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from articles.text.word_tables import any_following, any_of, read_word_tables

HERE = Path(__file__).parent


@dataclass(frozen=True)
class UnitRow:
    """Words for a unit. See units.toml for the fields."""

    unit: str
    factor: Decimal = Decimal(1)
    english: tuple[str, ...] = ()
    korean: tuple[str, ...] = ()
    korean_before: tuple[str, ...] = ()
    korean_not_before: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def english_pattern(self) -> str:
        return any_of(self.english)

    @property
    def korean_pattern(self) -> str:
        words = any_of(self.korean, space=" ?")
        before, not_before = any_following(self.korean_before), any_following(self.korean_not_before)
        return f"(?:{words})" + (f"(?={before})" if before else f"(?!{not_before})" if not_before else "")


@dataclass(frozen=True)
class UnitTables:
    """The tables of units.toml. The unit of a span or measure is its dimension."""

    currencies: tuple[UnitRow, ...]
    spans: tuple[UnitRow, ...]
    measures: tuple[UnitRow, ...]


UNITS = read_word_tables(HERE / "units.toml", UnitTables)
