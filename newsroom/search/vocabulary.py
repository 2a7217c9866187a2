"""Indexed words that complete, correct or split the words of a query, and glossary synonyms.

All lookups for a query are combined in one database query. A glossary term is found by all its forms (FTA,
자유무역협정, free trade).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet

from articles.text.korean import jamo
from articles.text.korean.jamo import is_one_edit, similar_sounding
from articles.text.search.query import AllOf, AnyOf, QueryWord, parse_term
from articles.text.search.words import known_token
from newsroom.search.models import KnownWord, TermForm
from newsroom.search.retrieval import find_first, search_statement
from newsroom.search.statements import CountedWays, SearchScope, SearchStatement

END = b"\xff"
BEGUN, FURTHER = 24, 300  # completions looked at first, and in total
MOST_ALIKE, LIKELIEST = 2_000, 20
SHORTEST_MISTYPED = {True: 6, False: 5}  # {whether a word is Hangul: minimum jamo or letters}
WHOLE, BEGINNING, ALIKE = range(3)  # kinds of result rows
LONGEST_TERM = 6  # words of a term
MOST_FORMS = 12
MOST_KEPT = 20_000  # forms cached, about 200 bytes each; a larger glossary is queried each time


type Spellings = Mapping[QueryWord, tuple[str, ...]]  # of mistyped words, in jamo or Latin letters
type SoundAlikes = Mapping[QueryWord, frozenset[str]]  # spellings that sound like a mistyped word
# A form of a term: id of the term, text, key, and whether the form is right.
type FormRow = tuple[int, str, str, bool]
type WordSpan = tuple[int, int]  # start and end of words in a query


class FoundWord(NamedTuple):
    """A word from a result row of a SearchStatement.

    group    number of the unfinished word that it completes, else 0
    latest   as in KnownWord
    is_live  1 if its latest headline is live, else 0
    """

    group: int
    text: str
    latest: int
    is_live: int


class BegunWords(NamedTuple):
    """Headline words with a common beginning.

    words    [(word, whether its latest headline is live)], latest headlines first
    rows     queryset of all such words
    is_more  whether `rows` may have more than these
    """

    words: list[tuple[str, bool]]
    rows: QuerySet[KnownWord]
    is_more: bool

    @property
    def live(self) -> list[str]:
        return [word for word, is_live in self.words if is_live]

    def further(self, scope: SearchScope) -> "BegunWords":
        """Return the next words after these, with one query."""
        statement = search_statement()
        select_beginning(statement, scope, 0, self.rows[BEGUN:FURTHER])
        words = [FoundWord(*row) for _kind, *row in statement.run()]
        return begun_words(words, self.rows)._replace(is_more=False)


class Vocabulary(NamedTuple):
    """Indexed words that a query may refer to.

    whole  the given texts that are known words
    begun  {unfinished word: BegunWords}
    alike  {missing word: known words one edit away, or similar in sound}
    """

    whole: set[str]
    begun: dict[QueryWord, BegunWords]
    alike: dict[QueryWord, list[str]]


def look_up_words(
    scope: SearchScope,
    whole: Collection[str] = (),
    begun: Iterable[QueryWord] = (),
    mistyped: Iterable[QueryWord] = (),
) -> Vocabulary:
    """Return the Vocabulary of texts, of words that are only begun, and of mistyped words, with one query.

    Completions that start with the unfinished word exactly as written are excluded: 반도 is a word, not an
    unfinished 반도체.
    """
    spellings = {word: ways for word in mistyped if (ways := word.mistyped)}
    heard = {word: frozenset().union(*map(similar_sounding, ways)) for word, ways in spellings.items()}
    alike = _alike(spellings, heard)
    statement = search_statement()
    if whole:
        _select(statement, WHOLE, 0, KnownWord.objects.filter(text__listed=set(whole)))
    rows = {word: beginning_words(word.text).exclude(text__startswith=word.text) for word in begun}
    for number, some in enumerate(rows.values()):
        select_beginning(statement, scope, number, some[:BEGUN])
    if alike:
        likely = KnownWord.objects.filter(alike).order_by("-latest", "letters")[:MOST_ALIKE]
        _select(statement, ALIKE, 0, likely)
    selected: dict[int, list[FoundWord]] = {WHOLE: [], BEGINNING: [], ALIKE: []}
    for kind, *row in statement.run() if statement.selects else ():
        selected[kind].append(FoundWord(*row))
    heard_words = [(-word.latest, jamo.decompose_hangul(word.text), word.text) for word in selected[ALIKE]]
    return Vocabulary(
        {word.text for word in selected[WHOLE]},
        {word: begun_words(selected[BEGINNING], rows[word], number) for number, word in enumerate(rows)},
        _likeliest(spellings, heard, sorted(heard_words)),
    )


def _select(
    statement: SearchStatement, kind: int, number: int, words: QuerySet[KnownWord], is_live: str = "0"
) -> None:
    sql, params = words.values_list("text", "latest").query.sql_with_params()
    statement.select(
        f"SELECT {kind}, {number}, part.text, part.latest, {is_live} FROM ({sql}) AS part", params
    )


def select_beginning(
    statement: SearchStatement, scope: SearchScope, number: int, words: QuerySet[KnownWord]
) -> None:
    """Add a select of words, and whether the latest headline of each is live."""
    there = f"SELECT 1 FROM live_{statement.live(scope)} AS live WHERE live.place = part.latest"
    _select(statement, BEGINNING, number, words, f"CASE WHEN EXISTS ({there}) THEN 1 ELSE 0 END")


def begun_words(found: Iterable[FoundWord], rows: QuerySet[KnownWord], number: int = 0) -> BegunWords:
    """Return the BegunWords of the unfinished word with this number, from the rows of a statement."""
    own = sorted((-latest, text, bool(is_live)) for group, text, latest, is_live in found if group == number)
    return BegunWords([(text, is_live) for _latest, text, is_live in own], rows, len(own) == BEGUN)


def beginning_words(text: str) -> QuerySet[KnownWord]:
    """Return the KnownWords in headlines that begin with `text`, except `text` itself, latest first."""
    rows = KnownWord.objects.filter(typed_so(text), latest__gt=0).exclude(text=text)
    return rows.order_by("-latest", "text")


def typed_so(text: str) -> Q:
    """Return a Q for rows whose words begin with a text, which may consist of initial consonants."""
    condition = begins_with("typed", jamo.typed_keys(text))
    if jamo.is_initial_consonants(text):
        condition |= begins_with("initials", text.replace(" ", ""))
    return condition


def begins_with(column: str, letters: str) -> Q:
    """Return a Q for rows whose byte column begins with the letters."""
    start = letters.encode()
    return Q(**{f"{column}__gte": start, f"{column}__lt": start + END})


def live_words(begun: BegunWords, scope: SearchScope, count: int) -> list[str]:
    """Return up to `count` of the words that occur in a live story.

    If the latest headline with a word is not live, a query checks whether another live story has the word. No
    query is made if enough words have a live headline; otherwise, up to three are made.
    """
    live = begun.live
    others = [word for word, is_live in begun.words if not is_live]
    if len(live) < count and others:
        counted = CountedWays(scope, [*map(known_token, others)], [1] * len(others))
        [counts] = find_first(scope, [], counted=[counted]).counts
        live += [word for word, number in zip(others, counts, strict=True) if number]
    if len(live) < count and begun.is_more:
        live += live_words(begun.further(scope), scope, count - len(live))
    return live[:count]


def _alike(spellings: Spellings, heard: SoundAlikes) -> Q:
    """Return a Q for known words one edit away from these spellings, or similar in sound."""
    where = Q()
    for word, ways in spellings.items():
        for letters in filter(_is_long, ways):
            where |= _by_halves(letters)
        for length in {len(letters) for letters in heard[word]}:
            there = [letters.encode() for letters in heard[word] if len(letters) == length]
            where |= Q(length=length, letters__in=there)
    return where


def _likeliest(
    spellings: Spellings, heard: SoundAlikes, there: Sequence[tuple[int, str, str]]
) -> dict[QueryWord, list[str]]:
    """Return {mistyped word: the likeliest known words}.

    there  (minus the latest place, letters, text) of known words, the latest first
    """
    likeliest = {}
    for word, spelled in spellings.items():
        ways = [letters for letters in spelled if _is_long(letters)]
        texts = [
            text
            for _latest, letters, text in there
            if letters in heard[word] or any(is_one_edit(way, letters) for way in ways)
        ]
        if texts:
            likeliest[word] = texts[:LIKELIEST]
    return likeliest


def _is_long(letters: str) -> bool:
    """Return whether a word is long enough to be recognised despite one wrong letter."""
    return len(letters) >= SHORTEST_MISTYPED[not letters.isascii()]


def _by_halves(letters: str) -> Q:
    """Return a Q for words with the same first or second half, or with the two middle letters swapped."""
    half = len(letters) // 2
    is_half = begins_with("letters", letters[:half])
    is_half |= begins_with("backwards", letters[: half - 1 : -1])
    swapped = f"{letters[: half - 1]}{letters[half]}{letters[half - 1]}{letters[half + 1 :]}"
    is_near = Q(length__in=[len(letters) - 1, len(letters), len(letters) + 1])
    return (is_half & is_near) | Q(length=len(letters), letters=swapped.encode())


class GlossaryIndex(NamedTuple):
    """Glossary terms with their forms.

    terms  {key of a form: ids of the terms with this form}
    texts  {id of a term: its right forms, which are searched}
    """

    terms: dict[str, list[int]]
    texts: dict[int, list[str]]


def read_glossary(keys: Collection[str]) -> GlossaryIndex:
    """Return the GlossaryIndex of the terms with a form that has one of these keys, with one query."""
    named = TermForm.objects.filter(key__listed=keys).values("term_id")
    return _glossary(_rows(TermForm.objects.filter(term_id__in=named)))


def read_whole_glossary() -> GlossaryIndex | None:
    """Return the GlossaryIndex of all terms, with one query; None if it has more than MOST_KEPT forms."""
    rows = list(_rows(TermForm.objects.all())[: MOST_KEPT + 1])
    return None if len(rows) > MOST_KEPT else _glossary(rows)


def _rows(forms: QuerySet[TermForm]) -> QuerySet[TermForm, FormRow]:
    return forms.order_by("pk").values_list("term_id", "text", "key", "is_right")


def _glossary(rows: Iterable[FormRow]) -> GlossaryIndex:
    terms: dict[str, list[int]] = {}
    texts: dict[int, list[str]] = {}
    for term, text, key, is_right in rows:
        terms.setdefault(key, []).append(term)
        if is_right:
            texts.setdefault(term, []).append(text)
    return GlossaryIndex(terms, texts)


def with_synonyms(asked: list[QueryWord], glossary: GlossaryIndex | None = None) -> list[QueryWord]:
    """Return the query words, with the words of a glossary term joined into one that matches all its forms.

    glossary  index of all terms, if loaded; else the terms are read with one query
    """
    if not asked:
        return asked
    spans: dict[str, list[WordSpan]] = {}
    for start in range(len(asked)):
        for end in range(start + 1, min(start + LONGEST_TERM, len(asked)) + 1):
            spans.setdefault("".join(word.key for word in asked[start:end]), []).append((start, end))
        word = asked[start]
        if (
            word.text.isascii() and word.text != word.key
        ):  # an acronym may be typed in lower case: aids is AIDS
            spans.setdefault(word.text, []).append((start, start + 1))
    terms, texts = glossary or read_glossary(set(spans))
    ways: dict[WordSpan, list[str]] = {}
    for key, places in spans.items():
        for term in terms.get(key, ()):
            for span in places:
                ways.setdefault(span, []).extend(texts.get(term, ()))
    return _joined(asked, ways) if ways else asked


def _joined(asked: Sequence[QueryWord], ways: Mapping[WordSpan, Iterable[str]]) -> list[QueryWord]:
    """Join the words of each term, longest terms first, without overlaps."""
    taken, made = set[int](), dict[int, int]()
    for start, end in sorted(ways, key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            made[start] = end
    joined, index = list[QueryWord](), 0
    while index < len(asked):
        end = made.get(index, index + 1)
        words = asked[index:end]
        joined.append(_with_forms(words, ways[index, end]) if index in made else words[0])
        index = end
    return joined


def _with_forms(words: Sequence[QueryWord], texts: Iterable[str]) -> QueryWord:
    """Join words into one QueryWord that also matches any of these texts."""
    forms = [form for form in map(parse_term, dict.fromkeys(texts).keys()) if form][:MOST_FORMS]
    own = words[0] if len(words) == 1 else None
    ways = own.ways if own else AllOf(word.ways for word in words)
    plain = own.plain if own else AllOf(word.plain for word in words)
    return words[0]._replace(
        text=" ".join(word.text for word in words),
        key="".join(word.key for word in words),
        ways=AnyOf([ways, *(form.ways for form in forms)]),
        plain=AnyOf([plain, *(form.plain for form in forms)]),
        marked=tuple(dict.fromkeys(token for word in [*words, *forms] for token in word.marked)),
    )
