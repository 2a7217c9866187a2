"""The content of the demonstration newspaper, before it is loaded."""

import re
from datetime import datetime

import pytest
from django.utils.text import slugify

from articles.body import plain_text, sanitise
from articles.body.charts import charts_in
from articles.body.content import INSERTS, KINDS
from articles.checks.completeness import differing_figures
from newsroom.demo import content
from newsroom.demo.timeline import SEOUL, RelativeCalendar, sort_by_start, started_at

STORIES = {story["key"]: story for story in content.read_stories()}
NEWSPAPER = content.read_newspaper()
LONG_READ = "last-keeper-of-gannet-head"
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
LATIN = re.compile("[A-Za-z]+")
# Latin letters allowed in Korean texts: e-mail addresses.
ALLOWED_LATIN = re.compile(r"[a-z]+@example\.org")
SPOKEN = re.compile(r"(습니다|어요|지요|고요|예요|까요)[.?]?$")


def leaves(tree):
    """Yield (name, text) of every text in nested dicts and lists."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from ((name, value),) if isinstance(value, str) else leaves(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from leaves(value)


def texts(language):
    """Return (place, text) for each text that readers of a language see."""
    found = [("newspaper", name, text) for name, text in leaves(NEWSPAPER) if name.endswith(f"_{language}")]
    for key, story in STORIES.items():
        found += [(key, name, text) for name, text in leaves(story) if name.endswith(f"_{language}")]
        found += [(key, name, text) for name, text in story.get(language, {}).items()]
    return [(f"{where} {name}", text) for where, name, text in found]


def numbered(body):
    keys = {kind: {} for kind in ("article", "topic", "term", "image")}
    for kind, key in content.REFERENCE.findall(body):
        keys[kind].setdefault(key, len(keys[kind]) + 1)
    return content.replace_keys(body, keys)


def bodies():
    found = [(key, language, story[language]["body"]) for key, story in STORIES.items()
             for language in ("en", "ko") if "body" in story.get(language, {})]  # fmt: skip
    pages = [(page["slug"], language, page[f"body_{language}"]) for page in NEWSPAPER["pages"]
             for language in ("en", "ko")]  # fmt: skip
    return [
        pytest.param(language, numbered(body), id=f"{key}-{language}")
        for key, language, body in found + pages
    ]


class TestLanguages:
    def test_english_holds_no_hangul(self):
        assert [where for where, text in texts("en") if HANGUL.search(plain_text(text) or text)] == []

    def test_korean_is_korean(self):
        assert [where for where, text in texts("ko") if not HANGUL.search(text)] == []

    def test_korean_holds_no_english(self):
        found = {}
        for where, text in texts("ko"):
            words = LATIN.findall(ALLOWED_LATIN.sub("", plain_text(text) or text))
            if words:
                found[where] = words
        assert found == {}

    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_text_is_set_well(self, language):
        rough = re.compile(r"\*|  |--|\.\.\.| ,|(?<=\w)'|\"(?!>| )")
        found = [(where, rough.search(plain_text(text))[0]) for where, text in texts(language)
                 if rough.search(plain_text(text))]  # fmt: skip
        assert found == []

    def test_korean_stories_are_written_as_news(self):
        """News is in the plain style, speech and notices in the polite style."""
        for story in STORIES.values():
            for paragraph in re.findall(r"(?<!blockquote>)<p>(.*?)</p>", story.get("ko", {}).get("body", "")):
                sentences = re.split(r"(?<=[.?])\s", re.sub(r"“.*?”|<[^>]+>", "", paragraph))
                assert not [sentence for sentence in sentences if SPOKEN.search(sentence)]


@pytest.mark.parametrize(("language", "body"), bodies())
def test_body_is_in_the_vocabulary_already(language, body):
    canonical = re.sub(r">\n+<", "><", body.strip())
    assert sanitise(body) == canonical


def is_incomplete(story, language):
    """Return whether a text is unfinished: in writing, and not returned by the desk."""
    return story["stage"].get(language) == "writing" and "returned" not in story


def full_texts():
    return [
        pytest.param(key, language, id=f"{key}-{language}")
        for key, story in STORIES.items()
        for language in ("en", "ko")
        if story.get(language, {}).get("body") and not is_incomplete(story, language)
    ]


# Number of words. Korean needs fewer.
LENGTHS = {"en": (250, 560), "ko": (180, 400)}
LONG_READ = {"en": (1200, 1700), "ko": (800, 1200)}


def articles_named(tree):
    """Return the keys of the stories that a part of a story links to."""
    texts = [text for _name, text in leaves(tree)]
    named = {key for text in texts for kind, key in content.REFERENCE.findall(text) if kind == "article"}
    return named | {link["article"] for link in tree.get("related", []) if "article" in link}


class TestStories:
    def test_there_are_twenty_and_a_sponsored_one_in_both_languages(self):
        [paid] = [story for story in STORIES.values() if "sponsor" in story.get("en", ())]
        assert len(STORIES) == 21
        assert "invented" in paid["en"]["sponsor"] and "지어낸" in paid["ko"]["sponsor"]

    @pytest.mark.parametrize(("key", "language"), full_texts())
    def test_full_text_has_the_length_of_a_story(self, key, language):
        least, most = (LONG_READ if key == "last-keeper-of-gannet-head" else LENGTHS)[language]
        assert least <= len(plain_text(STORIES[key][language]["body"]).split()) <= most

    def test_summaries_are_short(self):
        for key, story in STORIES.items():
            assert len(story.get("en", {}).get("summary", "").split()) <= 35, key
            assert len(re.findall("[가-힣0-9]", story.get("ko", {}).get("summary", ""))) <= 90, key

    def test_every_text_has_headline_and_summary(self):
        for key, story in STORIES.items():
            for language in ("en", "ko"):
                if language in story:
                    assert story[language]["title"] and story[language]["summary"], key

    def test_one_has_every_passage_of_the_seed_page(self):
        story = STORIES["dalmuri-velmora-reopen-strait-pact-talks"]
        for language in ("en", "ko"):
            body = story[language]["body"]
            assert re.findall(r'<h2 data-label="([a-z-]+)"', body) == ["lead", "insight"]
            assert re.findall(r'data-kind="([a-z-]+)"', body) == [
                "why-it-matters", "official-stance", "by-the-numbers", "background",
            ]  # fmt: skip
            assert story["related"]
            assert len(re.findall("<h2", body)) == 4

    def test_together_they_show_every_kind_of_block_and_passage(self):
        everything = "".join(text for story in STORIES.values() for _name, text in leaves(story))
        for part in (
            "<table>",
            "<ul>",
            "<ol>",
            "<cite>",
            "<figure ",
            "<a data-article",
            "<a data-topic",
            "<a href",
        ):
            assert part in everything
        shown = set(re.findall(r'data-(?:kind|label)="([a-z-]+)"', everything))
        assert shown == set(KINDS) | set(INSERTS)

    def test_charts_can_be_drawn_and_agree_in_both_languages(self):
        kinds = []
        for key, story in STORIES.items():
            texts = [sanitise(story.get(language, {}).get("body", "")) for language in ("en", "ko")]
            for one, other in zip(*map(charts_in, texts), strict=True):
                assert (one.problem, other.problem, one.kind) == ("", "", other.kind), key
                assert differing_figures(one.chart, other.chart) == [], key
                kinds.append(one.kind)
        assert kinds == ["columns", "lines", "lines"]

    def test_languages_of_one_story_have_the_same_shape(self):
        for key, story in STORIES.items():
            texts = [story.get(language, {}).get("body", "") for language in ("en", "ko")]
            english, korean = (re.findall(r"<(?:h2|p|li|tr|figure|aside|cite)\b", text) for text in texts)
            if is_incomplete(story, "ko"):
                assert korean == english[: len(korean)], key
            elif english and korean:
                assert korean == english, key

    @pytest.mark.parametrize("hour", range(0, 24, 3))
    def test_stories_refer_to_those_created_before_them_whenever_it_is_loaded(self, hour):
        calendar = RelativeCalendar(datetime(2026, 3, 2, hour, 2, tzinfo=SEOUL))
        seen = set()
        for story in sort_by_start(STORIES.values(), calendar):
            changes = [*story["correction"], *story["update"]]
            first = {name: part for name, part in story.items() if name not in ("correction", "update")}
            assert articles_named(first) <= seen, story["key"]
            for change in changes:
                for key in articles_named(change):
                    began = started_at(STORIES[key], calendar)
                    assert all(began < calendar.parse_datetime(time) for time in change["at"].values())
            seen.add(story["key"])

    def test_stories_name_what_the_newspaper_has(self):
        there = {kind: {row["slug"] for row in NEWSPAPER[kind]} for kind in ("sections", "topics", "authors")}
        terms = {slugify(term["name_en"]) for term in NEWSPAPER["terms"] if "explanation_ko" in term}
        pictures = {picture["key"] for picture in NEWSPAPER["pictures"]}
        for key, story in STORIES.items():
            assert story["section"] in there["sections"], key
            assert set(story["topics"]) <= there["topics"], key
            assert {byline["author"] for byline in story["bylines"]} <= there["authors"], key
            named = [pair for _name, text in leaves(story) for pair in content.REFERENCE.findall(text)]
            assert {topic for kind, topic in named if kind == "topic"} <= there["topics"], key
            assert {term for kind, term in named if kind == "term"} <= terms, key
            shown = {picture for kind, picture in named if kind == "image"} | {story.get("lead_image")}
            assert shown - {None} <= pictures, key

    def test_pictures_are_described_in_both_languages(self):
        for picture in NEWSPAPER["pictures"]:
            assert picture["alt_en"] and picture["alt_ko"], picture["key"]

    def test_links_lead_to_nobody(self):
        addresses = [text for story in STORIES.values() for name, text in leaves(story) if name == "url"]
        addresses += re.findall(r'href="([^"]+)"', str(STORIES) + str(NEWSPAPER))
        strangers = [
            a for a in addresses if not re.match(r"https://example\.org/|mailto:[a-z]+@example\.org$", a)
        ]
        assert strangers == []

    def test_correction_finds_every_wrong_text(self):
        """Each correction applies to the text after the earlier ones, and its note names both wordings."""
        for key, story in STORIES.items():
            texts = {language: "".join(story.get(language, {}).values()) for language in ("en", "ko")}
            for change in [*story["correction"], *story["update"]]:
                for language in change["at"]:
                    for wrong, right in change[f"right_{language}"].items():
                        assert wrong in texts[language], key
                        assert right not in texts[language], key
                        texts[language] = texts[language].replace(wrong, right)

    def test_correction_tells_readers_what_was_wrong(self):
        for story in STORIES.values():
            for correction in story["correction"]:
                for language in correction["at"]:
                    for wrong in correction[f"right_{language}"]:
                        assert wrong.rstrip("명") in correction[f"note_{language}"]
