"""Word tables of figures: units, number words, the calendar, and words beside numbers."""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from articles.text.word_tables import any_following, any_of, read_word_tables

HERE = Path(__file__).parent


class UnitRow(NamedTuple):
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


class UnitTables(NamedTuple):
    """The tables of units.toml. The unit of a span or measure is its dimension."""

    currencies: tuple[UnitRow, ...]
    spans: tuple[UnitRow, ...]
    measures: tuple[UnitRow, ...]


class NumberRow(NamedTuple):
    number: int
    words: tuple[str, ...]

    @property
    def pattern(self) -> str:
        return any_of(self.words)


class NumeralTables(NamedTuple):
    """The tables of numerals.toml."""

    english_ones: dict[str, int]
    english_scales: dict[str, int]
    english_short_scales: dict[str, int]
    indian_scales: dict[str, int]
    english_scale_letters: dict[str, int]
    english_ordinals: dict[str, int]
    english_parts: dict[str, int]
    english_ages: dict[str, int]
    english_orders: dict[str, int]
    english_multiples: tuple[NumberRow, ...]
    english_rounds: tuple[NumberRow, ...]
    korean_tens: dict[str, int]
    korean_ones: dict[str, int]
    korean_days: dict[str, int]
    korean_birthdays: dict[str, int]
    korean_pairs: dict[str, int]
    korean_orders: dict[str, int]


class CounterTables(NamedTuple):
    """The tables of counters.toml."""

    counters: tuple[str, ...]
    no_counters: tuple[str, ...]
    after_digits: tuple[str, ...]
    after_spaced_numbers: tuple[str, ...]
    after_words: tuple[str, ...]
    last_after_words: tuple[str, ...]
    in_ratios: tuple[str, ...]


class PartOfDayRow(NamedTuple):
    words: tuple[str, ...]
    after_noon: tuple[int, ...] = ()

    def is_after_noon(self, hour: int) -> bool:
        """Return whether an hour on a clock from 0 to 11 is after noon."""
        return bool(self.after_noon) and self.after_noon[0] <= hour <= self.after_noon[1]


class DateWordRow(NamedTuple):
    kind: str
    english: tuple[str, ...]
    korean: tuple[str, ...]


class ZoneRow(NamedTuple):
    name: str
    hours: tuple[int, ...]
    english: tuple[str, ...]
    korean: tuple[str, ...]


class CalendarTables(NamedTuple):
    """The tables of calendar.toml."""

    english_months: dict[str, int]
    english_short_months: dict[str, int]
    english_weekdays: dict[str, int]
    english_short_weekdays: dict[str, int]
    english_minutes: dict[str, int]
    korean_lunar_months: dict[str, int]
    korean_lunar_days: dict[str, int]
    parts_of_day: tuple[PartOfDayRow, ...]
    date_words: tuple[DateWordRow, ...]
    zones: tuple[ZoneRow, ...]


class NeighborTables(NamedTuple):
    """The tables of neighbors.toml."""

    english_about: tuple[str, ...]
    english_about_alias: tuple[str, ...]
    english_about_course: tuple[str, ...]
    english_function: tuple[str, ...]
    english_before_may: tuple[str, ...]
    english_before_clock: tuple[str, ...]
    english_after_times: tuple[str, ...]
    english_after_part: tuple[str, ...]
    english_not_one_in: tuple[str, ...]
    english_one_span: tuple[str, ...]
    english_one_measure: tuple[str, ...]
    english_one_part: tuple[str, ...]
    korean_about: tuple[str, ...]
    korean_about_after: tuple[str, ...]
    korean_converted: tuple[str, ...]
    korean_times_not_before: tuple[str, ...]
    korean_courts: tuple[str, ...]
    korean_laws: tuple[str, ...]
    korean_alcohol: tuple[str, ...]
    korean_defeats: tuple[str, ...]
    korean_after_hour: tuple[str, ...]
    korean_after_half_hour: tuple[str, ...]
    korean_after_clock: tuple[str, ...]
    korean_after_days: tuple[str, ...]
    korean_after_number: tuple[str, ...]
    korean_after_number_and_before_letters: tuple[str, ...]


UNITS = read_word_tables(HERE / "units.toml", UnitTables)
NUMERALS = read_word_tables(HERE / "numerals.toml", NumeralTables)
COUNTERS = read_word_tables(HERE / "counters.toml", CounterTables)
CALENDAR = read_word_tables(HERE / "calendar.toml", CalendarTables)
NEIGHBORS = read_word_tables(HERE / "neighbors.toml", NeighborTables)
PARTS_OF_DAY = {word: row for row in CALENDAR.parts_of_day for word in row.words}
WEEKDAY = f"(?:{any_of(CALENDAR.english_weekdays)})"
