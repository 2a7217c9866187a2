"""Units of figures: currencies, time spans, measures, with their words in both languages."""

# The words of each currency; what stands before a dollar makes it another's.
CURRENCIES_ENGLISH = {
    r"(?:US |U\.S\. )?dollars?": "USD",
    r"(?:Korean )?won": "KRW",
    "yen": "JPY",
    "yuan|renminbi": "CNY",
    "euros?": "EUR",
    "pounds sterling|British pounds?|pounds?": "GBP",
    r"(?:Russian )?rou?bles?": "RUB",
    r"(?:Indian )?rupees?": "INR",
    "baht": "THB",
    r"(?:Vietnamese )?dong": "VND",
    r"(?:Indonesian )?rupiahs?": "IDR",
    "ringgits?": "MYR",
    "Swiss francs?": "CHF",
    r"(?:Australian|Aussie) dollars?": "AUD",
    "Canadian dollars?": "CAD",
    "Hong Kong dollars?": "HKD",
    "Singapore dollars?": "SGD",
    r"(?:New )?Taiwan dollars?": "TWD",
}
SIGNS = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "$": "USD",
    "₩": "KRW", "€": "EUR", "£": "GBP", "¥": "JPY",
    "KRW ": "KRW", "USD ": "USD", "EUR ": "EUR", "JPY ": "JPY",
}  # fmt: skip
CURRENCIES_KOREAN = {
    "(?:미국 ?|미 ?|美 ?)?(?:달러|弗)": "USD",
    "원(?!칙|소|내|색|조|장|정|유|숭|자|전|고|심|본|인|형|룸)": "KRW",
    "(?:일본 ?)?엔(?!진|지|터|비)": "JPY",
    "(?:중국 ?)?위안": "CNY",
    "유로(?!파|존)": "EUR",
    "(?:영국 ?)?파운드": "GBP",
    "(?:러시아 ?)?루블": "RUB",
    "(?:인도 ?)?루피(?!아)": "INR",
    "(?:태국 ?)?바트": "THB",
    "(?:베트남 ?)동": "VND",
    "(?:인도네시아 ?)?루피아": "IDR",
    "링깃": "MYR",
    "(?:스위스 ?)?프랑(?!스)": "CHF",
    "호주 ?달러": "AUD",
    "캐나다 ?달러": "CAD",
    "홍콩 ?달러": "HKD",
    "(?:싱가포르|싱가폴) ?달러": "SGD",
    "(?:신 ?)?대만 ?달러": "TWD",
}

FEW_POUNDS = 1000  # fewer may be a weight: ten pounds of rice

# Spans of time, each in one of two dimensions: seconds, and months, whose length in days varies.
SPANS_ENGLISH = {
    "seconds?": ("seconds", 1),
    "minutes?": ("seconds", 60),
    "hours?": ("seconds", 3600),
    "days?": ("seconds", 86_400),
    "weeks?": ("seconds", 604_800),
    "fortnights?": ("seconds", 1_209_600),
    "months?": ("months", 1),
    "years?": ("months", 12),
    "decades?": ("months", 120),
    "centur(?:y|ies)": ("months", 1200),
}
SPANS_KOREAN = {
    "초(?!등|중|대|청|과|반|기|안|선)": ("seconds", 1),
    "분(?!기|의|야|석|위|량|담|쟁|홍)": ("seconds", 60),
    "시간": ("seconds", 3600),
    "일(?=간|째|만에| ?동안| ?만에| ?연속| ?이내| ?안에| ?뒤| ?후|씩)": ("seconds", 86_400),
    "주(?:일)?(?=간|째|만에| ?동안| ?만에| ?연속| ?이내| ?안에| ?뒤| ?후|씩| ?전| ?넘게|의 |짜리)": (
        "seconds",
        604_800,
    ),
    "주일": ("seconds", 604_800),
    "개월|달(?=[^가-힣]|[을에이은의도만간째여뒤후전쯤새치씩로가남안내마까과뿐넘반동짜]|$)": ("months", 1),
    "년(?!대|도|산|형|생|식|월)": ("months", 12),
    "세기(?= ?동안| ?만에| ?넘게| ?가까이)": ("months", 1200),
}
DAYS_KOREAN = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9,
    "열흘": 10, "열하루": 11, "열이틀": 12, "열사흘": 13, "열나흘": 14, "보름": 15, "스무날": 20,
}  # fmt: skip
DAY = 86_400

# Measures that are turned into each other by translators: dimension, and the base unit's multiple.
MEASURES_ENGLISH = {
    r"square kilomet(?:er|re)s?|sq\.? km|km2|㎢": ("area", "1000000"),
    r"square met(?:er|re)s?|sq\.? m\b|m2|㎡": ("area", "1"),
    r"square miles?": ("area", "2589988"),
    r"square f(?:ee|oo)t|sq\.? ft": ("area", "0.0929"),
    r"hectares?|ha\b": ("area", "10000"),
    r"acres?": ("area", "4046.86"),
    r"pyeong": ("area", "3.3058"),
    r"kilomet(?:er|re)s? (?:per|an) hour|km/h|kph": ("speed", "1"),
    r"miles? (?:per|an) hour|mph": ("speed", "1.609344"),
    r"kilomet(?:er|re)s?\b|km\b|㎞": ("length", "1000"),
    r"centimet(?:er|re)s?\b|cm\b|㎝": ("length", "0.01"),
    r"millimet(?:er|re)s?\b|mm\b|㎜": ("length", "0.001"),
    r"nautical miles?\b": ("length", "1852"),
    r"met(?:er|re)s?\b|m\b": ("length", "1"),
    r"miles?\b": ("length", "1609.344"),
    r"f(?:ee|oo)t\b|ft\b": ("length", "0.3048"),
    r"inch(?:es)?\b": ("length", "0.0254"),
    r"yards?\b": ("length", "0.9144"),
    r"kilograms?\b|kilos?\b|kg\b|㎏": ("weight", "1"),
    r"(?:metric )?(?:tons?|tonnes?)\b": ("weight", "1000"),
    r"pounds?\b|lbs?\b": ("weight", "0.453592"),
    r"(?:troy )?ounces?\b|oz\b": ("weight", "0.0283495"),
}
MEASURES_KOREAN = {
    "제곱 ?킬로미터|평방 ?킬로미터|㎢|km2|km²": ("area", "1000000"),
    "제곱 ?미터|평방 ?미터|㎡|m2|m²": ("area", "1"),
    "헥타르|㏊|ha(?![a-z])": ("area", "10000"),
    "에이커": ("area", "4046.86"),
    "평(?=[ ,.)]|의|에|을|이|규모|짜리|형|$)": ("area", "3.3058"),
    "km/h|㎞/h": ("speed", "1"),
    "킬로미터|km(?![a-z/])|㎞(?!/)": ("length", "1000"),
    "센티미터|센티|cm(?![a-z])|㎝": ("length", "0.01"),
    "밀리미터|밀리(?!그|리)|mm(?![a-z])|㎜": ("length", "0.001"),
    "해리": ("length", "1852"),
    "미터|m(?![a-zA-Z²])": ("length", "1"),
    "마일": ("length", "1609.344"),
    "피트": ("length", "0.3048"),
    "인치": ("length", "0.0254"),
    "야드": ("length", "0.9144"),
    "킬로그램|kg(?![a-z])|㎏": ("weight", "1"),
    "온스": ("weight", "0.0283495"),
    "톤|t(?![a-z])": ("weight", "1000"),
}
