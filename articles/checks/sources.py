"""Checks of sources: given and checked, vague attribution, quotations closed and attributed."""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.body.content import are_said_in_text, pull_quotes, quoted_words
from articles.checks.context import CheckContext
from articles.checks.registry import Finding, Severity, register
from articles.text.punctuation import QUOTING, fold_quotes, quotations
from articles.text.quotation_faults import quotation_faults
from articles.text.sentences import sentences

# Vague attribution names no speaker, so readers cannot judge it. Attribution to a named person, institution
# or newspaper is not vague. "외교부 관계자는" names the responsible ministry, as is common in Korean
# newspapers, and passes; "한 관계자는" does not. Quotations are ignored: their words are the speaker's own.
KIND = (
    r"(?:(?:some|many|most|several|other|various|certain|independent|outside|unnamed|anonymous|informed"
    r"|official|government|diplomatic|military|security|intelligence|industry|market|political|legal|trade"
    r"|economic|financial|health|policy|foreign|regional|local|western|senior|high-ranking|top|well-placed"
    r"|reliable|multiple|energy|defen[cs]e|technology|climate|medical|business|police|court|company"
    r"|opposition) ){0,5}"
)
PEOPLE = r"(?:analysts|experts|observers|commentators|insiders|pundits|economists|strategists)"
MAY = r"(?:(?:have|had|also|now|widely|generally|still|already|long|reportedly|privately) ){0,4}"
SAY = (
    r"(?:says?|said|suggest(?:ed)?|believed?|think|thought|argued?|expect(?:ed)?|warn(?:ed)?|noted?"
    r"|estimated?|predict(?:ed)?|fear(?:ed)?|agreed?|point(?:ed)? (?:out|to)|claim(?:ed)?|described?"
    r"|indicated?|see|saw"
    r"|reckon|caution(?:ed)?|speculated?|worr(?:y|ied)|tell|told)\b"
)
# "analysts at Morgan Example", "experts including Kim Ha-neul"; a place after "in" is not a name.
NAMED = (
    r"(?! (?:at|from|with|of|for|on|surveyed by|polled by|interviewed by|led by|including|such as|like"
    r"|cited by) (?:the |a |an )?(?-i:[A-Z]))(?!, (?:including|such as|among them)\b)"
)
MEDIA = (
    r"(?! (?-i:Reuters|AP|AFP|Bloomberg|Yonhap|Kyodo|Xinhua|CNN|BBC|NHK|TASS|Axios|Politico|Nikkei|the"
    r" Associated|the New York|the Washington|the Wall Street|the Financial|the Guardian))"
)
OF_PAPER = r"(?<!data )(?<!open )(?<!historical )(?<!written )(?<!primary )(?<!ancient )"
ENGLISH = [
    # "Analysts suggest", "legal experts in Seoul now believe"
    rf"\b{KIND}(?<![\w-]){PEOPLE}\b{NAMED}(?=(?: (?!and\b|who\b|are\b|were\b)[\w’'-]+){{0,3}}? {MAY}{SAY})",
    rf"\baccording to {KIND}(?:{PEOPLE}|officials|media reports)\b{NAMED}",
    rf"\baccording to {KIND}(?:sources?|(?:people|persons?|a person|those) familiar)\b(?! cited by)",
    # "sources say", "sources close to the talks said", but not "sources of history say"
    rf"\b{KIND}{OF_PAPER}sources?(?=(?: (?:in|at|within|close to|familiar with)(?: [\w’'-]+)"
    rf"{{1,3}})? {MAY}(?:says?|said|told|tell|confirm(?:ed)?|suggest(?:ed)?|claim(?:ed)?)\b"
    rf"(?! (?:little|nothing|much)\b){MEDIA})",
    r"\b(?:official|diplomatic|well-placed|unnamed|anonymous|informed) sources\b(?! (?:of|cited by)\b)",
    r"\b(?:a person|people|persons|those|officials|diplomats|executives|aides|bankers|lawyers)"
    r" (?:familiar with|briefed on|with (?:direct )?knowledge of) the \w+",
    rf"(?:^|(?<=[,;:] )|(?<=that ))(?:(?:unnamed|anonymous|senior|high-ranking|top|some|several) ){{1,4}}"
    rf"officials\b{NAMED}(?= {MAY}{SAY})",
    rf"\ban? (?:unnamed|anonymous|senior|top|high-ranking) (?:(?:government|administration|military"
    rf"|defen[cs]e|diplomatic|security|intelligence|party|company) )?(?:official|diplomat|executive)\b{NAMED}"
    rf"(?= {MAY}{SAY})",
    r"\b(?:on (?:the )?condition of anonymity|(?:asked not|declined) to be (?:named|identified))\b",
    r"\bit(?: is|['’]s| was) (?:widely |generally |commonly |often )?"
    r"(?:said|believed|reported|understood|rumou?red|thought|alleged|claimed) that\b",
    r"(?:^|(?<=[,;:.] )|(?<=but )|(?<=and ))(?:some|many) (?:say|argue|believe|fear|suggest)\b",
    r"\b(?:media|press|unconfirmed|some) reports (?:say|said|suggest(?:ed)?)\b",
]

# 관계자 after these words identifies no one.
HOUSES = (
    "정부|업계|관련 ?업계|여권|야권|여당|야당|정치권|당국|군|군 ?당국|당|현지|내부|회사|금융권|증권가|재계"
    "|학계|법조계|외교가|외교|수사|사정 ?당국|정보 ?당국|금융 ?당국|시장"
)
UNNAMED = (
    "복수의|다수의|익명의|이름을 밝히지 않은|익명을 (?:요구|원|요청|전제로) ?한|(?:사정|사안|상황|소식"
    "|내용)에 (?:정통한|밝은)|사정을 잘 아는|정통한|핵심|고위|고위급|한|어느|여러"
)
ANY = f"(?:(?:{HOUSES}|{UNNAMED}) )"
SAID = (
    r"(?:들)?(?:은|는|도|에 따르면|에 의하면|을 인용|를 인용|의 말을|의 전언|[이가](?=[^.]*(?:말했|전했"
    r"|밝혔|설명했|귀띔했|털어놨)))"
)
FIELD = (
    "(?:(?:경제|외교|안보|법률|시장|군사|의료|보건|환경|산업|부동산|금융|통상|에너지|일부|많은|대부분의"
    "|다수의|외부|관련|현지|여러|국내|해외|국제) ){0,4}"
)
SCHOLARS = r"(?:전문가|분석가|애널리스트|평론가|관측통|관측자|이코노미스트)들"
# 한국은행 전문가들은, 국책연구원 전문가들은: they represent their institution.
HOUSE = "[원소행회] "
# 유라시아그룹 분석가들은, 골드만삭스 이코노미스트들은: a noun without particle names their institution.
OF_NO_HOUSE = (
    r"(?<![A-Za-z0-9] )(?<!그룹 )(?<!증권 )(?<!투자 )"
    r"(?:(?<![가-힣] )|(?<=[은는이가을를에서도로고자며면만해데] )|(?=[가-힣 ]{0,24}전문가))"
)
OPINION = (
    "(?:본다|봤다|보고 있다|말했|말한다|지적|분석|전망|예상|우려|경고|점쳤|점친다|평가|강조|주장|설명|내다"
    "|관측|입을 모|추정|진단|조언|꼽)"
)
BEGINNING = r"(?:^|(?<=[.,?!”’] )|(?<=^그러나 )|(?<=^다만 )|(?<=^이어 ))"
KOREAN = [
    rf"(?<![가-힣]){ANY}{{0,5}}소식통{SAID}",
    rf"(?<![가-힣A-Za-z])(?<!의 )(?<!측 ){ANY}{{1,5}}관계자{SAID}",
    rf"{BEGINNING}관계자{SAID}",
    rf"{BEGINNING}(?:{ANY}){{0,3}}(?:{UNNAMED}) 당국자{SAID}",
    r"(?<![가-힣])(?<!등 )(?:외신|(?:현지|일부|국내|해외) 언론)에 따르면",
    rf"(?<![가-힣])일부 (?:전문가|분석가|애널리스트)[는가도](?=.*{OPINION})",
    rf"(?<![가-힣])(?<!등 )(?<!의 )(?<!{HOUSE}){OF_NO_HOUSE}{FIELD}{SCHOLARS}"
    rf"(?:(?:은|이|도|사이에서)(?=.*{OPINION})|에 따르면|의 (?:분석|말|전망))",
    r"익명을 (?:요구|전제|요청)[가-힣]*",
    r"(?<![가-힣])(?:관련 ?)?(?:업계|증권가|정치권|외교가|금융권|재계|시장)(?: ?안팎)?에 따르면",
    r"(?<![가-힣])일각에서는?(?![가-힣])",
    r"(?<=[가-힣]) 것으로 (?:알려졌|알려진다|전해졌|전해진다|알려지고)[가-힣]*",
    r"알려진 바에 (?:따르면|의하면)",
    r"라고 전해졌[가-힣]*",
]
VAGUE = re.compile("|".join(ENGLISH), re.IGNORECASE), re.compile("|".join(KOREAN))
# The sentence names a source after all: 김하늘 교수 등 전문가들은; 국토교통부에 따르면 … 것으로 알려졌다.
HEARSAY = re.compile(r"것으로|라고")
ACCORDING = re.compile(
    r"([가-힣A-Za-z0-9]+)(?: 등)?에 (?:따르면|의하면)|[가-힣]+(?:은|는) [^.]*(?:밝혔|말했|발표했|설명했)"
)
NOBODY = re.compile(r"(?:관계자|소식통|업계|증권가|정치권|전문가|바|보도)(?:들)?$")


def vague_attributions(sentence: str) -> list[tuple[int, int]]:
    """Return [(start, end)] of the vague attributions in a sentence, except in quotations."""
    quoted = quotations(sentence)
    spans = sorted(match.span() for pattern in VAGUE for match in pattern.finditer(sentence))
    spans = [span for span in spans if not any(start <= span[0] < end for start, end in quoted)]
    return [span for span in spans if not _is_hearsay_attributed(sentence, span)]


def _is_hearsay_attributed(sentence: str, span: tuple[int, int]) -> bool:
    """Return whether the sentence names the source of hearsay (… 것으로 알려졌다)."""
    if not HEARSAY.match(sentence[span[0] : span[1]].strip()):
        return False
    named = ACCORDING.search(sentence)
    return named is not None and not NOBODY.search(named[1] or "")


def sourced_passages(context: CheckContext) -> list[str]:
    """Return the passages of the text that have a checked source, each in one line."""
    checked = [source for source in context.rows.sources if source.checked_at is not None]
    passages = [" ".join(fold_quotes(source.segment).split()) for source in checked]
    return [words for words in passages if words]


def is_sourced(sentence: str, passages: list[str]) -> bool:
    """Return whether a sentence contains a passage with a checked source, or is part of one."""
    sentence = " ".join(fold_quotes(sentence).split())
    return any(words in sentence or sentence in words for words in passages)


NONE_GIVEN = "source.none"


@register(NONE_GIVEN, Severity.WARNING, gettext_lazy("The story has a source"))
def check_source_given(context: CheckContext) -> Iterator[Finding]:
    if not context.rows.sources:
        hint = _("Add the sources of the story under Sources, and who checked them.")
        yield Finding("sources", _("No source is given."), hint=hint)


@register("source.unchecked", Severity.WARNING, gettext_lazy("Every source has been checked"))
def check_sources_checked(context: CheckContext) -> Iterator[Finding]:
    for source in context.rows.sources:
        if source.checked_at is None:
            message = _("The source “%(source)s” has not been checked.") % {"source": source}
            hint = _("Check it and select “Checked” next to it. Your name and the time are saved.")
            yield Finding("sources", message, hint=hint, row=source.pk)


@register("source.vague", Severity.WARNING, gettext_lazy("Vague attributions have a checked source"))
def check_vague_attribution(context: CheckContext) -> Iterator[Finding]:
    passages = sourced_passages(context)
    for passage in context.passages:
        for sentence in sentences(passage.text):
            places = vague_attributions(sentence)
            if places and not is_sourced(sentence, passages):
                start, end = places[0]
                message = _("“%(words)s” does not name a source.") % {"words": sentence[start:end].strip()}
                hint = _(
                    "Name the person or the institution. If you cannot, add a checked source with this "
                    "sentence as its passage."
                )
                yield Finding.of_words(passage, sentence.strip(), message, hint)


PARAGRAPHS = {"p", "li"}
STANCE = re.compile(r"(?:Official Stance|Official Position|Statement|공식 ?입장)\s*[:：]\s*", re.IGNORECASE)
ASIDE = re.compile(r'<aside data-kind="official-stance">')
# A quotation announced at the end of the sentence before it.
ANNOUNCED = re.compile(r"(?:[:：]|(?:다음과 같이|이렇게|이같이) [가-힣]+다\.|(?:said|wrote|added)[.,]?)$")
# Beside the words of a quotation: … said Oh Se-jin; …고 오세진 선장은 말했다; — Oh Se-jin.
ATTRIBUTED = re.compile(
    rf"\b{SAY}|\b(?:wrote|added|asked|replied|recalled|explained)\b"
    r"|(?:말|밝|전|설명|강조|주장|덧붙|답|지적|회고|반박|반문|토로|당부|호소|전망)(?:[가-힣]{0,3})(?:다|며|면서)(?![가-힣])"
    r"|[—–―-] ?[^\W\d_]{1,40}(?: [^.!?]{0,80})?$",
    re.IGNORECASE,
)
SAID_BY = re.compile(rf", {SAY} [A-Z]|[.!?…] ?[—–―] ?[^\W\d_]{{1,40}}(?: [^.!?]{{0,80}})?$")  # without marks
# Around its marks: “…,” Oh Se-jin insisted; Oh Se-jin: “…”; “…”고 오세진 선장은 했다.
AROUND_MARKS = re.compile(
    rf"^[“\"‘][^“”\"]+,[”\"’] [^“\"‘]|^[^“”\"]{{1,80}}[:：] ?[“\"]|(?<=[”\"]){QUOTING.pattern}"
)
WORDS_OF_A_QUOTATION = 4
# Minimum words beside a quotation that can name its speaker: a verb, a name, a speaker after a dash.
WORDS_BESIDE = 2


UNCLOSED = "quote.unclosed"


@register(UNCLOSED, Severity.WARNING, gettext_lazy("Every quotation is opened and closed"))
def check_unclosed_quotations(context: CheckContext) -> Iterator[Finding]:
    passages = context.passages
    for fault in quotation_faults([(passage.text, passage.role in PARAGRAPHS) for passage in passages]):
        if fault.is_reopening:
            message = _("A quotation continues in this paragraph without a new opening mark.")
        elif fault.stray.is_opening:
            message = _("A quotation is opened with %(sign)s but not closed.")
        else:
            message = _("A quotation is closed with %(sign)s but not opened.")
        passage = passages[fault.passage]
        yield Finding(
            passage.field,
            message % {"sign": fault.stray.sign},
            _("Add the missing mark, or remove this one."),
            fault.sentence,
            context=passage.text,
            correction=fault.correction,
        )


@register("quote.unattributed", Severity.WARNING, gettext_lazy("Every block quotation has a speaker"))
def check_unattributed_quotations(context: CheckContext) -> Iterator[Finding]:
    before = ""
    for block in body.body_blocks(context.edition.body):
        for quotation in _unattributed_in(block, before):
            hint = _("Add the speaker below the quotation, or name the speaker in the sentence.")
            yield Finding("body", _("This quotation has no speaker."), hint=hint, passage=quotation)
        before = body.plain_text(block)


@register("quote.pulled", Severity.WARNING, gettext_lazy("Every pull quote appears in the text"))
def check_pull_quotes(context: CheckContext) -> Iterator[Finding]:
    html = context.edition.body
    for quote, is_said in zip(pull_quotes(html), are_said_in_text(html), strict=True):
        if not is_said:
            hint = _("Quote the text word for word, or add these words to the text.")
            message = _("The words of this pull quote do not appear in the text.")
            yield Finding("body", message, hint=hint, passage=quoted_words(quote))


def _unattributed_in(block: str, before: str) -> list[str]:
    """Return the quotations of a block that have no speaker, each as its first paragraph."""
    passages = body.body_passages(block)
    if not passages or "<cite>" in block or pull_quotes(block):
        return []
    first, whole = passages[0][1], " ".join(text for _role, text in passages)
    if block.startswith("<blockquote") or (ASIDE.match(block) and "<blockquote" in block):
        is_announced = ANNOUNCED.search(before) or ANNOUNCED.search(first)
        return [] if is_announced or _names_speaker(whole) else [first]
    if ASIDE.match(block):
        return [first] if _is_bare_quotation(whole) else []
    if label := STANCE.match(first):
        return [first] if _is_bare_quotation(first[label.end() :]) else []
    return []


def _names_speaker(text: str) -> bool:
    """Return whether a quotation contains its speaker, beside the quoted words or at the end."""
    if SAID_BY.search(text) or AROUND_MARKS.search(text):
        return True
    beside = _words_beside(text, quotations(text))
    return beside != text and ATTRIBUTED.search(beside) is not None


def _is_bare_quotation(text: str) -> bool:
    """Return whether a text is a quotation and nothing else."""
    quoted = quotations(text)
    if not any(len(text[start:end].split()) >= WORDS_OF_A_QUOTATION for start, end in quoted):
        return False
    return len(re.findall(r"\w+", _words_beside(text, quoted))) < WORDS_BESIDE


def _words_beside(text: str, quoted: Sequence[tuple[int, int]]) -> str:
    """Return a text without its quotations, given as [(start, end)] in order."""
    starts = [0, *(end for _start, end in quoted)]
    ends = [*(start for start, _end in quoted), len(text)]
    return " ".join(text[start:end] for start, end in zip(starts, ends, strict=True))
