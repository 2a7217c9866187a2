"""Numbers in Korean idioms, dates and times: 3분의 2, 5명 중 1명, 수십만, 사흘, 반년, 서너 개, 첫."""

import re
from decimal import Decimal
from fractions import Fraction

from articles.text.figures import quantities
from articles.text.figures.figure import (
    FigureReading,
    FigureScan,
    Weight,
    count_reading,
    height_reading,
    to_decimal,
    written_reading,
    year_readings,
)
from articles.text.figures.numerals import NATIVE, SINO, korean_numeral, native_number
from articles.text.figures.tables import COUNTERS, NEIGHBORS, NUMERALS, PARTS_OF_DAY
from articles.text.word_tables import any_of

COUNTER_WORDS = f"(?!{any_of(COUNTERS.no_counters)})(?:{any_of(COUNTERS.counters)})"
ORDERS = NUMERALS.korean_orders
_ORDER = "|".join(f"수 ?{word[1:]}" for word in ORDERS)
VAGUE = re.compile(rf"(?<![가-힣])(?:{_ORDER})(?=[ 명원개여달건대톤가채곳년]|$)")
FRACTION = re.compile(
    r"(?<![가-힣.,])(?P<under>[0-9]{1,4}[만억조]?|[이삼사오육칠팔구십]) ?분의 ?"
    r"(?P<over>[0-9]{1,4}|[일이삼사오육칠팔구])"
)
# Numerals without a noun; before a noun they have other forms: 한, 두, 세, 스무.
_NOUN_ONES = any_of(word for word in NUMERALS.korean_ones if word not in {*"한두세석네넉"})
_NOUN_TENS = any_of(word for word in NUMERALS.korean_tens if word != "스무")
_OF = f"(?:{any_of(COUNTERS.in_ratios)})"
# In sports, 3할1푼2리 is .312.
AVERAGE = re.compile(
    r"(?<![0-9.,가-힣])(?P<tenths>[1-9])할"
    r" ?(?:(?P<hundredths>[1-9])푼)? ?(?:(?P<thousandths>[1-9])리)?(?<=[푼리])"
)
TENTHS = re.compile(
    r"(?<![0-9.,가-힣])(?P<over>[1-9])할(?=$|[^가-힣0-9]|[이을은의에로도대]|가량|정도|가까이|넘)"
)
IN = re.compile(
    rf"(?P<under>[0-9]{{1,3}}|{NATIVE}) ?{_OF}?(?: [가-힣]{{1,6}})? ?(?:중|가운데|(?<=열)에) ?"
    rf"(?:[가-힣]{{1,8}} )?(?P<over>[0-9]{{1,2}} ?{_OF}|{NATIVE} ?{_OF}|{_NOUN_ONES})"
)
SMALL = 10  # above this, 100곳 중 17곳 is seventeen percent, not two numbers
BIRTHDAY = re.compile(rf"(?<![가-힣])(?:{any_of(NUMERALS.korean_birthdays)})")
ROUND = re.compile(
    r"(?<![0-9.,가-힣])(?P<number>4|8|16|32|64)강(?![가-힣]{2}의|[력도국])|(?P<semi>(?P<eight>준)?준결승)"
)
HALF = re.compile(r"절반|반토막|(?<![가-힣])반(?:으로|을|은| (?=[가-힣]))|과반")
GENERATION = re.compile(r"(?<![0-9])(?P<first>[1-9]0)(?P<last>[1-9]0)(?= ?세대)")
HUNDRED_MILLION = re.compile(r"(?<![0-9가-힣])억대(?= )")
BY_THE_PYEONG = re.compile(r"(?<![가-힣])평당")
DIGITS = re.compile(r"(?<![가-힣])(?P<number>한|두|세|네) ?자릿수")
LAW = re.compile(r"(?:(?<=제)|(?<=제 )|(?<![0-9.,]))(?P<number>[0-9]{1,4})조(?= ?(?:제 ?)?[0-9]{1,2}항)")
HALF_SPAN = re.compile(r"(?<![가-힣])반(?P<span>년|세기|시간)|사반세기")
HEIGHT = re.compile(r"(?<![0-9.])(?P<feet>[1-9]) ?피트 ?(?P<inches>1[01]|[0-9]) ?인치")
WORKING_WEEK = re.compile(
    r"(?<![가-힣])주 ?(?P<number>[1-7])일(?= ?(?:근무|근로|제(?:$|[^가-힣]|[를가는로])))"
)
HALF_SPANS = {"년": ("months", 6), "세기": ("months", 600), "시간": ("seconds", 1800)}
DAYS = re.compile(
    rf"(?<![가-힣])(?P<word>{any_of(NUMERALS.korean_days)})"
    rf"(?=[ ,.·]|{any_of(NEIGHBORS.korean_after_days)}|$)"
)
DOUBLE = re.compile("갑절|곱절")
SECOND = re.compile(r"(?<![가-힣])(?P<word>둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열)째")
FIRST = re.compile(r"(?<![가-힣])(?:첫(?: ?번째|째)?|처음)")
FEW = re.compile(rf"(?<![가-힣])(?:{any_of(NUMERALS.korean_pairs)})(?= ?(?:{COUNTER_WORDS}))")
NATIVE_ALONE = re.compile(rf"(?<![가-힣])(?P<word>{NATIVE})(?= [가-힣])")
# Often other words: 네 (your), 세 (tax), 열 (heat), 쉰 (rested).
LOOSE_NATIVES = {"한", "네", "세", "열", "석", "두", "쉰"}
# A single numeral before a particle: 스물여섯에, 둘을. 열하나 is a number, 열세 a weak position.
NATIVE_NOUN = re.compile(
    rf"(?<![가-힣])(?P<word>(?:{_NOUN_TENS})(?:{_NOUN_ONES})|스물|서른|마흔|예순|일흔|여든|아흔|{_NOUN_ONES})"
    rf"(?=(?:{any_of(NEIGHBORS.korean_after_number)})(?![가-힣])"
    rf"|{any_of(NEIGHBORS.korean_after_number_and_before_letters)}|[^가-힣 ]|$)"
)


def read_korean_idioms(page: FigureScan) -> None:
    """Read idioms that contain a number, but do not mean this number."""
    page.read(VAGUE, _order_of_magnitude)
    page.read(ROUND, _korean_round)
    page.read(GENERATION, lambda m: [count_reading(int(number), Weight.HARD, "age") for number in m.groups()])
    page.read(HUNDRED_MILLION, lambda m: FigureReading("amount", Decimal(10**8), Weight.LOOSE, "KRW"))
    page.read(BY_THE_PYEONG, lambda m: FigureReading("measure", Decimal("3.3"), Weight.LOOSE, "area"))
    page.read(DIGITS, lambda m: FigureReading("digits", Decimal(native_number(m["number"])), Weight.SOFT))
    page.read(LAW, _law_article)
    page.read(HEIGHT, height_reading)
    page.read(WORKING_WEEK, _working_week)
    page.read(FRACTION, _korean_fraction)
    page.read(AVERAGE, _batting_average)
    page.read(TENTHS, lambda m: FigureReading("fraction", Fraction(int(m["over"]), 10), Weight.LOOSE))
    _ratios(page)


def read_korean_words(page: FigureScan) -> None:
    """Read number words that remain after all other numbers."""
    page.read(HALF_SPAN, _korean_half_span)
    page.read(HALF, lambda m: FigureReading("fraction", Fraction(1, 2), Weight.LOOSE))
    page.read(BIRTHDAY, _birthday)
    page.read(DAYS, _days)
    page.read(DOUBLE, lambda m: written_reading("multiple", 2, Weight.SOFT))
    page.read(FEW, _few)
    page.read(FIRST, lambda m: count_reading(1, Weight.LOOSE, "ordinal"))
    page.read(SECOND, lambda m: count_reading(native_number(m["word"]), Weight.LOOSE, "ordinal"))
    page.read(NATIVE_ALONE, _native_alone)
    page.read(NATIVE_NOUN, _native_noun)


RIEUL, FINALS, FIRST_SYLLABLE = 8, 28, ord("가")


def _order_of_magnitude(match: re.Match[str]) -> FigureReading | None:
    before = match.string[max(0, match.start() - 2) : match.start()]
    # 할 수 만 있다면 is not a number.
    if " " in match[0] and before and (ord(before[0]) - FIRST_SYLLABLE) % FINALS == RIEUL:
        return None
    return FigureReading("vague", Decimal(ORDERS[match[0].replace(" ", "")]), Weight.SOFT)


def _law_article(match: re.Match[str]) -> FigureReading:
    number = int(match["number"])
    return count_reading(number, Weight.HARD if number > SMALL else Weight.SOFT)


def _working_week(match: re.Match[str]) -> FigureReading:
    number = Decimal(match["number"])
    return FigureReading("duration", (number * quantities.DAY).normalize(), Weight.SOFT, "seconds", (number,))


def _ratios(page: FigureScan) -> None:
    """Read 5명 중 1명 as a fifth. Its numbers are read again, unless they are large."""
    for match in IN.finditer(page.rest):
        under, over = _korean_number(match["under"]), _korean_number(match["over"])
        if 0 < over < under <= SMALL:
            page.add(FigureReading("fraction", Fraction(over, under), Weight.LOOSE), *match.span())
    page.read(IN, _large_ratio)


def _large_ratio(match: re.Match[str]) -> FigureReading | None:
    under, over = _korean_number(match["under"]), _korean_number(match["over"])
    if not 0 < over < under or under <= SMALL:
        return None
    return FigureReading("fraction", Fraction(over, under), numbers=(Decimal(under), Decimal(over)))


def _korean_number(word: str) -> int:
    if digits := re.match("[0-9]+", word):
        return int(digits[0])
    native = re.match(NATIVE, word)
    assert native is not None  # always found: the pattern of the phrase includes NATIVE
    return native_number(native[0])


def _korean_fraction(match: re.Match[str]) -> FigureReading | None:
    under, over = (
        int(korean_numeral(words, 0).value) or SINO.get(words, 10) for words in match.group("under", "over")
    )
    return FigureReading("fraction", Fraction(over, under)) if under else None


def _batting_average(match: re.Match[str]) -> FigureReading:
    digits = "".join(digit or "0" for digit in match.group("tenths", "hundredths", "thousandths"))
    written = Decimal(f"0.{digits}").normalize()
    return FigureReading("fraction", Fraction(written), numbers=(written,))


def _korean_round(match: re.Match[str]) -> FigureReading:
    return written_reading("round", int(match["number"] or (8 if match["eight"] else 4)), Weight.SOFT)


def _birthday(match: re.Match[str]) -> FigureReading:
    return count_reading(NUMERALS.korean_birthdays[match[0]], Weight.LOOSE, "age")


def _korean_half_span(match: re.Match[str]) -> FigureReading:
    dimension, value = HALF_SPANS[match["span"]] if match["span"] else ("months", 300)
    return FigureReading("duration", Decimal(value), Weight.SOFT, dimension)


def _days(match: re.Match[str]) -> FigureReading:
    number = Decimal(NUMERALS.korean_days[match["word"]])
    weight = Weight.LOOSE if number == 1 else Weight.SOFT
    return FigureReading("duration", (number * quantities.DAY).normalize(), weight, "seconds", (number,))


def _few(match: re.Match[str]) -> list[FigureReading]:
    first = NUMERALS.korean_pairs[match[0]]
    return [count_reading(number, Weight.LOOSE) for number in (first, first + 1)]


def _native_alone(match: re.Match[str]) -> FigureReading:
    weight = Weight.LOOSE if match["word"] in LOOSE_NATIVES else Weight.SOFT
    return count_reading(native_number(match["word"]), weight)


def _native_noun(match: re.Match[str]) -> FigureReading:
    number = native_number(match["word"])
    return count_reading(number, Weight.SOFT if number > SMALL else Weight.LOOSE)


YEAR = r"(?:(?P<year>(?:1[5-9]|20|21)[0-9]{2}) ?년 ?)?"
DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"
MONTH = r"(?:1[0-2]|0?[1-9])"
TO = r" ?[~·,-] ?| ?(?:부터|에서|과|와) "

DOTTED = re.compile(
    rf"(?<![0-9.])(?P<year>(?:19|20)[0-9]{{2}})[.-] ?(?P<month>{MONTH})[.-] ?(?P<day>{DAY})(?![0-9])\.?"
)
DAYS_BETWEEN = re.compile(
    rf"(?<![0-9.]){YEAR}(?P<month>{MONTH})월 ?(?P<day>{DAY})일?(?:\([월화수목금토일]\))?(?P<to>{TO})"
    rf"(?:(?P<month2>{MONTH})월 ?)?(?P<day2>{DAY})일"
)
DAY_OF_MONTH = re.compile(
    rf"(?<![0-9.]){YEAR}(?P<month>{MONTH}) ?월 ?(?P<day>{DAY})(?: ?일(?!요일)|(?=[~·,-][0-9]))"
)
# 12·3, 3·1운동, 5·18: a day, or the first of several numbers (1·2위).
DAY_NAMED = re.compile(rf"(?<![0-9.·])(?P<month>{MONTH})·(?P<day>{DAY})(?![0-9·]|조|억|만|천)(?=[^0-9])")
MONTHS_BETWEEN = re.compile(
    rf"(?<![0-9.]){YEAR}(?P<month>{MONTH})(?:월?[~-]|월부터 )(?P<month2>{MONTH})월(?! ?[0-9]{{1,2}}일)"
)
MONTHS_SINCE_JANUARY = re.compile(rf"{YEAR}들어 (?P<month>1[0-2]|[2-9])월까지")
MONTHS = re.compile(rf"(?<![0-9.]){YEAR}(?P<month>{MONTH})(?:·(?P<month2>{MONTH}))?월(?![가-힣]?[0-9])")
QUARTERS = re.compile(
    r"(?<![0-9.])(?P<first>[1-4])(?:[~·,-](?P<other>[2-4]))?(?: ?/ ?4)? ?(?:분기|쿼터)"
    r"(?! ?(?:연속|만에|째|동안))"
    r"|(?P<word>[일이삼사])[·/ ]?사분기|(?<![A-Za-z0-9])(?:Q(?P<q>[1-4])|(?P<d>[1-4])Q)(?![A-Za-z0-9])"
)
FOUR_QUARTERS = {"일": 1, "이": 2, "삼": 3, "사": 4}
HALVES = re.compile(
    r"(?P<half>[상하])반기|(?:(?<![가-힣])|(?<=경기)|(?<=시즌)|(?<=세기)|(?<=대))(?P<game>[전후])반(?![적도]|사건)"
    r"(?: ?(?P<minute>[0-9]{1,2})분)?"
)
DECADE = re.compile(r"(?<![0-9])(?P<year>(?:1[5-9]|20)[0-9]0|[3-9]0)년대")

PARTS = any_of(word for word in PARTS_OF_DAY if not word.isascii())
CLOCK = r"(?P<hour{0}>[0-9]{{1,2}}|" + NATIVE + r")"
MINUTE = (
    r"(?: ?(?P<minute{0}>[0-9]{{1,2}})분(?!간)"
    r"| (?P<half{0}>반)(?:(?![가-힣])|(?=" + any_of(NEIGHBORS.korean_after_half_hour) + ")))?"
)
HOURS_BETWEEN = re.compile(
    rf"(?P<part1>{PARTS}) ?{CLOCK.format(1)}(?:시{MINUTE.format(1)})? ?[~-] ?"
    rf"(?:(?P<part2>{PARTS}) ?)?{CLOCK.format(2)}시(?!간){MINUTE.format(2)}"
)
HOUR = re.compile(rf"(?P<part1>{PARTS}) ?{CLOCK.format(1)}시(?!간){MINUTE.format(1)}")
MINUTES_BEFORE = re.compile(
    rf"(?:(?P<part1>{PARTS}) ?)?(?<![가-힣0-9.]){CLOCK.format(1)}시 ?(?P<minute1>[0-9]{{1,2}})분 전"
)
HOUR_ALONE = re.compile(
    rf"(?<![가-힣0-9.]){CLOCK.format(1)}시(?:{MINUTE.format(1)})"
    rf"(?=$|[^가-힣0-9]|{any_of(NEIGHBORS.korean_after_hour)})"
)
# 오후 5:30, 오후 5.30, 05:30 PM, but not 오후 5.30%.
CLOCK_FACE = re.compile(
    rf"(?:(?P<part1>{PARTS}) ?)?(?<![0-9:])(?P<hour1>[0-9]{{1,2}})(?::|(?(part1)(?P<dot>\.)|(?!)))"
    r"(?P<minute1>[0-5][0-9])(?![0-9:])(?: ?(?P<half>[AaPp])\.?[Mm](?![A-Za-z]))?"
    r"(?(dot)(?!\.[0-9]| ?(?:[%p]|퍼센트|프로|포인트))"
    rf"(?=$|[^가-힣]|{any_of(NEIGHBORS.korean_after_clock)}))"
)
NOON = re.compile(r"(?<![가-힣])(?P<word>정오|자정)(?=$|[^가-힣]|[에을를이부까께무쯤경 ])")


def read_korean_dates(page: FigureScan) -> None:
    """Read dates and times of day."""
    page.read(DOTTED, lambda m: [*year_readings(m), _korean_day(m["month"], m["day"])])
    page.read(DAYS_BETWEEN, _korean_days_between)
    page.read(DAY_OF_MONTH, lambda m: [*year_readings(m), _korean_day(m["month"], m["day"])])
    page.read(MONTHS_BETWEEN, _korean_months_between)
    page.read(
        MONTHS_SINCE_JANUARY, lambda m: [*year_readings(m), FigureReading("months", (1, int(m["month"])))]
    )
    page.read(MONTHS, _korean_months)
    page.read(QUARTERS, _korean_quarters)
    page.read(HALVES, _korean_half_year)
    page.read(DECADE, _korean_decade)
    page.read(MINUTES_BEFORE, _minutes_before)
    page.read(HOURS_BETWEEN, _korean_hours_between)
    page.read(HOUR, lambda m: _korean_time_reading(m, 1))
    page.read(CLOCK_FACE, _clock_face)
    page.read(HOUR_ALONE, _hour_alone)
    page.read(NOON, lambda m: FigureReading("time", (12 if m["word"] == "정오" else 0, 0), Weight.SOFT))
    page.read(DAY_NAMED, _day_named)


def _korean_day(month: str, day: str) -> FigureReading:
    return FigureReading("day", (int(month), int(day)))


def _korean_days_between(match: re.Match[str]) -> list[FigureReading]:
    first = _korean_day(match["month"], match["day"])
    return [*year_readings(match), first, _korean_day(match["month2"] or match["month"], match["day2"])]


def _korean_months_between(match: re.Match[str]) -> list[FigureReading]:
    return [*year_readings(match), FigureReading("months", (int(match["month"]), int(match["month2"])))]


def _korean_months(match: re.Match[str]) -> list[FigureReading]:
    months = [match["month"], match["month2"]]
    return [*year_readings(match), *(FigureReading("month", to_decimal(month)) for month in months if month)]


def _korean_quarters(match: re.Match[str]) -> list[FigureReading]:
    word = FOUR_QUARTERS.get(match["word"])
    numbers = [match["first"], match["other"], match["q"], match["d"], word and str(word)]
    return [FigureReading("quarter", to_decimal(number)) for number in numbers if number]


def _korean_half_year(match: re.Match[str]) -> list[FigureReading]:
    if match["half"]:
        return [FigureReading("half", Decimal(1 if match["half"] == "상" else 2))]
    # 후반 is the second half of a game, and also the late thirties or nineties.
    readings = [FigureReading("half", Decimal(1 if match["game"] == "전" else 2), Weight.SOFT)]
    if match["minute"]:
        minute = int(match["minute"])
        # 후반 42분 is the 87th minute.
        numbers = {minute, minute + 45 * (match["game"] == "후")}
        readings += [written_reading("count", number, Weight.LOOSE, "ordinal") for number in sorted(numbers)]
    return readings


def _korean_decade(match: re.Match[str]) -> FigureReading:
    year = to_decimal(match["year"])
    return FigureReading("decade", year + 1900 if year < 100 else year, numbers=(year,))


def korean_time(part: str, hour: str, minute: str | None, is_half: bool) -> tuple[int, int]:
    """Return (hour, minute) on a 24-hour clock: 밤 12시 → 0, 낮 12시 → 12, 새벽 1시 → 1, 밤 11시 → 23."""
    number = int(hour) if hour[0] in "0123456789" else native_number(hour)
    minutes = int(minute) if minute else 30 if is_half else 0
    if number > 12:
        return number % 24, minutes
    number %= 12
    is_late = part and PARTS_OF_DAY[part].is_after_noon(number)
    return number + 12 if is_late else number, minutes


def _korean_time_reading(match: re.Match[str], place: int, part: str = "") -> FigureReading:
    part = match[f"part{place}"] or part
    time = korean_time(part, match[f"hour{place}"], match[f"minute{place}"], bool(match[f"half{place}"]))
    return FigureReading("time", time)


def _minutes_before(match: re.Match[str]) -> list[FigureReading]:
    """Read 7시 10분 전 as ten minutes before seven, or before 7:10."""
    unit = "" if match["part1"] else "?"
    hour, minute = korean_time(match["part1"] or "", match["hour1"], match["minute1"], is_half=False)
    before, rest = divmod(hour * 60 - minute, 60)
    span = FigureReading("duration", to_decimal(match["minute1"]) * 60, Weight.LOOSE, "seconds")
    others = [FigureReading("time", time, Weight.LOOSE, unit) for time in ((hour, minute), (hour, 0))]
    return [FigureReading("time", (before % 24, rest), Weight.SOFT, unit), *others, span]


def _korean_hours_between(match: re.Match[str]) -> list[FigureReading]:
    first, last = _korean_time_reading(match, 1), _korean_time_reading(match, 2, match["part1"])
    if not match["part2"] and last.pair < first.pair:
        last = last._replace(unit="?")  # 오전 11시∼1시 ends at 1 p.m.
    return [first, last]


def _clock_face(match: re.Match[str]) -> FigureReading | None:
    if int(match["hour1"]) > 24:
        return None
    half = {"a": "오전", "p": "오후"}.get((match["half"] or "").lower(), "")
    time = korean_time(match["part1"] or half, match["hour1"], match["minute1"], False)
    is_known = match["part1"] or half or match["hour1"][:-1] == "0"  # 05:30 is on a 24-hour clock
    return FigureReading("time", time, unit="" if is_known else "?")


def _hour_alone(match: re.Match[str]) -> FigureReading | None:
    hour = match["hour1"]
    number = int(hour) if hour[0] in "0123456789" else native_number(hour)
    if number > 24:
        return None
    time = korean_time("", hour, match["minute1"], bool(match["half1"]))
    return FigureReading("time", time, Weight.HARD if hour[0] in "0123456789" else Weight.LOOSE, unit="?")


def _day_named(match: re.Match[str]) -> FigureReading:
    numbers = to_decimal(match["month"]), to_decimal(match["day"])
    return FigureReading("day", (int(match["month"]), int(match["day"])), Weight.LOOSE, numbers=numbers)
