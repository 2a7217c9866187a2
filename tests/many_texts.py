"""Stories by the ten thousand, in the index, for measurements of the search.

Their texts consist of a few thousand sentences, each analyzed once: a hundred thousand separate texts would
take most of an hour. The frequency of words varies as in a newspaper: some are in nearly every story.
"""

import json
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

from django.db import connection
from django.db.models import QuerySet

from articles.models import Article, Edition
from articles.text.search.query import HEADING
from articles.text.search.words import HANGUL, RAW, THEN, index_text, written_words
from articles.text.sentences import sentences
from newsroom.search.expressions import Tokens
from newsroom.search.index import SECTION, join_tokens, save_known_words
from newsroom.search.models import SECONDS_UNTIL, Entry, Words, place_of, times_of
from tests.factories import NOON

HERE = Path(__file__).parent / "search"
TRIALS = ("stories.json", "blind.json", "blind_2.json")
FREQUENT = """
    정책 / 정부 / 금리 정책 / 반도체 지원 / 서울에서 논의했다 / 정부는 오늘 / 한 정책과 / 물
    / 코코넛 정책 / 반도채 정책 / plan / minister / budget plan / government said
    / minsiter plan / the / coconut plan / zzzz
"""
SYLLABLES = "가나다라마바사아자차카타파하거너더러머버서어저처고노도로모보소오조초구누두루무부수우주추"
ROLES = """
    장관 총재 의원 대표 교수 위원장 감독 시장 대사 회장
""".split()
PLACES = """
    서울 부산 인천 대구 광주 대전 울산 세종 제주 강릉 베이징 도쿄 워싱턴 브뤼셀 하노이
""".split()
THINGS = """
    예산 금리 수출 관세 반도체 배터리 주택 연금 의료 교육 환경 기후 안보 외교 선거 노동 임금 물가 환율
    주가 철도 항만 공항 원전 태양광 풍력 수소 인공지능 데이터 통신 우주 위성 문화재 영화 음악 축구 야구
    농업 어업 산불 홍수
""".split()
ACTS = """
    논의했다 발표했다 검토한다 확대한다 줄인다 미룬다 결정했다 합의했다 비판했다 촉구했다
""".split()
ENGLISH = """
    budget rate export tariff chip battery housing pension health school climate security election labor
    wage price currency railway port airport reactor satellite film music farm fishery wildfire flood
    summit treaty
""".split()
ACTED = """
    discussed announced reviewed expanded cut delayed approved criticized launched rejected
""".split()


class Sentences:
    """Sentences of one language with their index entries. The first ones are in many stories."""

    def __init__(self, chance, texts):
        self.chance = chance
        self.all = [(text, index_text(written_words(text))) for text in dict.fromkeys(texts)]

    def some(self, count):
        """Return `count` sentences. Frequent ones come more often."""
        return [self.all[int(len(self.all) * self.chance.random() ** 3)] for _time in range(count)]


def korean(chance, count):
    for _time in range(count):
        name = chance.choice("김이박최정강조윤장임") + chance.choice(SYLLABLES) + chance.choice(SYLLABLES)
        thing, other = chance.choice(THINGS), chance.choice(THINGS)
        where = chance.choice(PLACES)
        yield (
            f"{name} {chance.choice(ROLES)}은 {chance.randrange(1, 29)}일 {where}에서 {thing} 정책과"
            f" {other} 지원을 {chance.choice(ACTS)}."
        )


def english(chance, count):
    for _time in range(count):
        name = "".join(
            chance.choice("bdgklmnprst") + chance.choice("aeiou") for _syllable in range(3)
        ).title()
        thing, other = chance.choice(ENGLISH), chance.choice(ENGLISH)
        yield f"Minister {name} {chance.choice(ACTED)} the {thing} plan and the {other} law."


def told():
    """Return the sentences of the search trials as {language: [sentence]}."""
    found = {"ko": [], "en": []}
    for name in TRIALS:
        for row in json.loads((HERE / name).read_text())["documents"]:
            for language in found:
                for field in ("title", "body"):
                    found[language] += sentences(row.get(f"{field}_{language}", ""))
    return found


def queries():
    """Return [(words, language of the page)] of the search trials, and of words in nearly every story."""
    asked = [row["query"] for name in TRIALS for row in json.loads((HERE / name).read_text())["queries"]]
    asked += FREQUENT.split("/")
    return [(words.strip(), "ko" if HANGUL.search(words) else "en") for words in asked]


def make_texts(count, *, section, since=NOON, seed=1, at_once=2000, said=lambda done: None):
    """Make `count` stories, minutes apart: half in Korean, a quarter in English, a quarter in both."""
    chance = Random(seed)
    known = told()
    texts = {
        "ko": Sentences(chance, ["정부는 오늘 이같이 밝혔다.", *known["ko"], *korean(chance, 3000)]),
        "en": Sentences(chance, ["The government said so today.", *known["en"], *english(chance, 1500)]),
    }
    save_known_words(words_of_sentences(texts, int(since.timestamp()) << SECONDS_UNTIL))
    for start in range(0, count, at_once):
        numbers = range(start, min(start + at_once, count))
        articles = QuerySet(Article).bulk_create(
            Article(title_en=f"Story {number}", source_language="ko", section=section) for number in numbers
        )
        made = [
            _edition(article, language, texts[language], section, since + timedelta(minutes=number))
            for article, number in zip(articles, numbers, strict=True)
            for language in (("ko",), ("ko",), ("en",), ("ko", "en"))[number % 4]
        ]
        editions = QuerySet(Edition).bulk_create(edition for edition, _words in made)
        index_editions(editions, [words for _edition, words in made], since)
        said(numbers.stop)


def words_of_sentences(texts, latest):
    """Return {word: value} of all sentences for save_known_words: `latest` for frequent ones, otherwise 0."""
    return {
        token: latest if place < 400 else 0
        for sentences in texts.values()
        for place, (_text, found) in enumerate(sentences.all)
        for token in found.words
        if 1 < len(token) < 40
    }


def _edition(article, language, texts, section, at):
    parts = texts.some(texts.chance.randrange(10, 24))
    (headline, _one), (summary, _two), *body = parts
    paragraphs = "".join(f"<p>{text}</p>" for text, _found in body)
    edition = Edition(
        article=article, language=language, number=1, headline=headline[:200], summary=summary,
        body=paragraphs, slug="story", section=section, first_published_at=at, live_from=at,
        printed={"bylines": [], "topics": [], "images": {}, "related": [], "sources": []},
    )  # fmt: skip
    return edition, [found for _text, found in parts]


@contextmanager
def words_indexed_last():
    """Build the word index of PostgreSQL at the end: row by row, it takes most of the time."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_words_words'")
        [definition] = cursor.fetchone()
        cursor.execute("DROP INDEX search_words_words")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(definition)
        cursor.execute("RESET statement_timeout")


def index_editions(editions, found, at):
    """Write the index entries of editions. found: a list of the index entries of its sentences for each."""
    entries = [
        Entry(
            place=place_of(one),
            edition=one,
            article_id=one.article_id,
            digest=one.digest,
            indexed_at=at,
            headline=join_tokens(headline.all),
            summary=join_tokens(summary.all),
        )
        for one, (headline, summary, *_body) in zip(editions, found, strict=True)
    ]
    Entry.objects.bulk_create(entries)
    Words.objects.bulk_create(
        (_row(entry, parts, entry.edition.section_id) for entry, parts in zip(entries, found, strict=True)),
        batch_size=500,
    )


def _row(entry, parts, section):
    headline, summary, *body = parts
    top = {**headline.all, **summary.all}
    tokens = {**top, f"{SECTION}{section}": None, **dict.fromkeys(times_of(entry.place))}
    tokens |= dict.fromkeys(HEADING + token for token in top if token[0] != RAW and THEN not in token)
    for part in body:
        tokens |= part.all
    return Words(entry=entry, words=Tokens(tokens))
