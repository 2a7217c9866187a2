"""Numbers in turns of phrase in Korean: 3분의 2, 5명 중 1명, 수십만, 사흘, 반년, 서너 개, 첫."""

import re
from decimal import Decimal
from fractions import Fraction

from articles.text.figures import units
from articles.text.figures.figure import FigureReading, FigureScan, Weight
from articles.text.figures.numerals import NATIVE, SINO, korean_numeral, native_number

COUNTERS = (
    "개월|개국|개사|개소|개|명|번째|번|차례|차전|달|해|배|곳|척|대|가지|사람|살|시간|쪽|팀|마리|권|잔|발|채|건|자루|나라|정상"
    "|장관|도시|회사|기업|업체|주|차|측|단계|편|표|점|골|경기|연승|연패|승|패|회|위|선|인|석|층|세|시즌|라운드|세트|쌍|장"
    "|병|집|가구|끼|군데|방울|그루|벌|켤레|송이|통|자릿수|아이|자녀|딸|아들|남성|여성|남자|여자|후보|의원|당|지역|은행|학교"
)
ORDERS = {
    "수십": 10, "수백": 100, "수천": 10**3, "수만": 10**4, "수십만": 10**5, "수백만": 10**6, "수천만": 10**7,
    "수억": 10**8, "수십억": 10**9, "수백억": 10**10, "수천억": 10**11, "수조": 10**12, "수십조": 10**13,
    "수백조": 10**14,
}  # fmt: skip
VAGUE = re.compile(
    rf"(?<![가-힣])(?:{'|'.join(sorted(ORDERS, key=len, reverse=True))})(?=[ 명원개여달건대톤가채곳년]|$)"
)
FRACTION = re.compile(
    r"(?<![가-힣.,])(?P<under>[0-9]{1,4}[만억조]?|[이삼사오육칠팔구십]) ?분의 ?"
    r"(?P<over>[0-9]{1,4}|[일이삼사오육칠팔구])"
)
_NOUN_ONES = "하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉"
_NOUN_TENS = "열|스물|서른|마흔|쉰|예순|일흔|여든|아흔"
_OF = "(?:명|곳|개|가구|사람|대|건|채|집|팀|번)"
# In sport 3할1푼2리 is .312.
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
SMALL = 10  # of more parts 100곳 중 17곳 is seventeen percent and no two numbers
BIRTHDAYS = {"환갑": 60, "회갑": 60, "칠순": 70, "고희": 70, "팔순": 80, "구순": 90}
BIRTHDAY = re.compile(rf"(?<![가-힣])(?:{'|'.join(BIRTHDAYS)})")
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
HALF_SPANS = {"년": ("months", 6), "세기": ("months", 600), "시간": ("seconds", 1800)}
DAYS = re.compile(
    rf"(?<![가-힣])(?P<word>{'|'.join(units.DAYS_KOREAN)})"
    r"(?=[ 간째만에도의를뒤씩치밤은과나,.·]|연속|동안|이나|안|전|후|$)"
)
DOUBLE = re.compile("갑절|곱절")
FIRST = re.compile(r"(?<![가-힣])(?:첫(?: ?번째|째)?|처음)")
PAIRS = {
    "한두": (1, 2), "두세": (2, 3), "서너": (3, 4), "네댓": (4, 5), "너덧": (4, 5), "대여섯": (5, 6),
    "예닐곱": (6, 7),
}  # fmt: skip
FEW = re.compile(rf"(?<![가-힣])(?:{'|'.join(PAIRS)})(?= ?(?:{COUNTERS}))")
NATIVE_ALONE = re.compile(rf"(?<![가-힣])(?P<word>{NATIVE})(?= [가-힣])")
# As often another word: 네 (your), 세 (tax), 열 (heat), 쉰 (rested).
LOOSE_NATIVES = {"한", "네", "세", "열", "석", "두", "쉰"}
# By itself before a particle: 스물여섯에, 둘을. 열하나 is a number, 열세 a weak position.
NATIVE_NOUN = re.compile(
    rf"(?<![가-힣])(?P<word>(?:{_NOUN_TENS})(?:{_NOUN_ONES})|스물|서른|마흔|예순|일흔|여든|아흔|{_NOUN_ONES})"
    r"(?=(?:에서?|부터|까지|이|가|은|는|을|를|의|도|만|과|와|으?로|이?나|쯤|남짓|이?[다었였고면]|중|인|께|씩)(?![가-힣])"
    r"|(?:에는|에도|에게|에서|이라|이었|이던|이면|이지|이다|이고|이나|부터|까지)|[^가-힣 ]|$)"
)


def read_korean_idioms(page: FigureScan) -> None:
    """Read what looks like a plain number in part, and is none."""
    page.read(VAGUE, lambda m: [FigureReading("vague", Decimal(ORDERS[m[0]]), Weight.SOFT)])
    page.read(ROUND, _korean_round)
    page.read(GENERATION, lambda m: [_korean_count(int(one), Weight.HARD, "age") for one in m.groups()])
    page.read(HUNDRED_MILLION, lambda m: [FigureReading("amount", Decimal(10**8), Weight.LOOSE, "KRW")])
    page.read(BY_THE_PYEONG, lambda m: [FigureReading("measure", Decimal("3.3"), Weight.LOOSE, "area")])
    page.read(DIGITS, lambda m: [FigureReading("digits", Decimal(native_number(m["number"])), Weight.SOFT)])
    page.read(LAW, _law_article)
    page.read(FRACTION, _korean_fraction)
    page.read(AVERAGE, _batting_average)
    page.read(TENTHS, lambda m: [FigureReading("fraction", Fraction(int(m["over"]), 10), Weight.LOOSE)])
    _ratios(page)


def read_korean_words(page: FigureScan) -> None:
    """Read the words that are left when all numbers are read."""
    page.read(HALF_SPAN, _korean_half_span)
    page.read(HALF, lambda m: [FigureReading("fraction", Fraction(1, 2), Weight.LOOSE)])
    page.read(BIRTHDAY, _birthday)
    page.read(DAYS, _days)
    page.read(DOUBLE, lambda m: [FigureReading("multiple", Decimal(2), Weight.SOFT, numbers=(Decimal(2),))])
    page.read(FEW, _few)
    page.read(FIRST, lambda m: [_korean_count(1, Weight.LOOSE, "ordinal")])
    page.read(NATIVE_ALONE, _native_alone)
    page.read(NATIVE_NOUN, _native_noun)


def _korean_count(number: Decimal | int, weight: Weight, unit: str = "") -> FigureReading:
    value = Decimal(number).normalize()
    return FigureReading("count", value, weight, unit, (value,))


def _law_article(match: re.Match[str]) -> list[FigureReading]:
    number = int(match["number"])
    return [_korean_count(number, Weight.HARD if number > SMALL else Weight.SOFT)]


def _ratios(page: FigureScan) -> None:
    """Read 5명 중 1명 as a fifth; its numbers are read again unless they are large."""
    for match in IN.finditer(page.rest):
        under, over = _korean_number(match["under"]), _korean_number(match["over"])
        if 0 < over < under <= SMALL:
            page.add(FigureReading("fraction", Fraction(over, under), Weight.LOOSE), *match.span())
    page.read(IN, _large_ratio)


def _large_ratio(match: re.Match[str]) -> list[FigureReading] | None:
    under, over = _korean_number(match["under"]), _korean_number(match["over"])
    if not 0 < over < under or under <= SMALL:
        return None
    return [FigureReading("fraction", Fraction(over, under), numbers=(Decimal(under), Decimal(over)))]


def _korean_number(word: str) -> int:
    digits = re.match("[0-9]+", word)
    return int(digits[0]) if digits else native_number(re.match(NATIVE, word)[0])


def _korean_fraction(match: re.Match[str]) -> list[FigureReading] | None:
    under, over = (
        int(korean_numeral(one, 0).value) or SINO.get(one, 10) for one in match.group("under", "over")
    )
    return [FigureReading("fraction", Fraction(over, under))] if under else None


def _batting_average(match: re.Match[str]) -> list[FigureReading]:
    parts = [int(one or 0) for one in match.group("tenths", "hundredths", "thousandths")]
    thousandths = 100 * parts[0] + 10 * parts[1] + parts[2]
    written = Decimal(thousandths).scaleb(-3).normalize()
    return [FigureReading("fraction", Fraction(thousandths, 1000), numbers=(written,))]


def _korean_round(match: re.Match[str]) -> list[FigureReading]:
    number = Decimal(match["number"] or (8 if match["eight"] else 4))
    return [FigureReading("round", number, Weight.SOFT, numbers=(number,))]


def _birthday(match: re.Match[str]) -> list[FigureReading]:
    return [_korean_count(BIRTHDAYS[match[0]], Weight.LOOSE, "age")]


def _korean_half_span(match: re.Match[str]) -> list[FigureReading]:
    dimension, value = HALF_SPANS[match["span"]] if match["span"] else ("months", 300)
    return [FigureReading("duration", Decimal(value), Weight.SOFT, dimension)]


def _days(match: re.Match[str]) -> list[FigureReading]:
    number = Decimal(units.DAYS_KOREAN[match["word"]])
    weight = Weight.LOOSE if number == 1 else Weight.SOFT
    return [FigureReading("duration", (number * units.DAY).normalize(), weight, "seconds", (number,))]


def _few(match: re.Match[str]) -> list[FigureReading]:
    return [_korean_count(one, Weight.LOOSE) for one in PAIRS[match[0]]]


def _native_alone(match: re.Match[str]) -> list[FigureReading]:
    weight = Weight.LOOSE if match["word"] in LOOSE_NATIVES else Weight.SOFT
    return [_korean_count(native_number(match["word"]), weight)]


def _native_noun(match: re.Match[str]) -> list[FigureReading]:
    number = native_number(match["word"])
    return [_korean_count(number, Weight.SOFT if number > SMALL else Weight.LOOSE)]
