"""Screens of the admin contain words of the other language only if people typed them."""

import json
import re
from pathlib import Path

import django.contrib.admin
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.test import Client, TestCase
from django.utils import translation
from lxml import html
from time_machine import travel

from articles.admin.story.actions import ACTIONS
from articles.admin.story.screens import language_statuses
from articles.body.content import INSERTS, KINDS
from articles.models import Article, Wanted
from articles.publishing import correct, publish, withdraw
from articles.workflow.edit_session import editing
from articles.workflow.transitions import perform
from tests.articles.admin import screens
from tests.articles.admin.forms import PostedForm
from tests.claims.cases import make_claim, make_statement
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_article,
    make_author,
    make_publication,
    make_published,
    make_section,
    make_standing_page,
    make_topic,
    make_user,
    rewrite,
)
from tests.public.newsdesk import make_image, tell

LATER = NOON + 9 * HOUR
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
LATIN = re.compile(r"[A-Za-z]{2,}")
# Text without a language: addresses, files, e-mail, the time zone, digests, hashes, codes of checks.
NO_WORDS = re.compile(
    r"\{\w+\}|%\(\w+\)s|\S+@\S+|\S*/\S*|UTC[+-]\d\d:\d\d|\b[0-9a-f]{64}\b|\bpbkdf2_sha256\b|\bmd5\b|\S+\*{4,}"
    r"|manage\.py \w+|\([a-z]+\.[a-z_]+\)"
)
# Words in Latin letters that are also used in Korean: keys, formats, units, names of standards.
KOREAN_TOO = re.compile(
    r"(?<![A-Za-z])(Ctrl|Control|Command|Alt|Shift|Enter|Esc|Tab|Mac|LDAP|URL|HTML|JPEG|PNG|WebP|[KMGT]B|px"
    r"|UTF-(8|16)|CP949|EUC-KR|CSV|TMX|XLIFF|Markdown|CLDR)(?![A-Za-z])"
)
SPOKEN = ("alt", "aria-label", "aria-description", "title", "placeholder")
# data-… attributes for machines: selectors and keys. All others with a sentence are shown to people.
FOR_MACHINES = {"data-needs", "data-keys", "data-keys-to", "data-kinds", "data-ajax--type"}
SENTENCE = re.compile(r"^[A-Z]|\s")
# Elements without words of the interface: scripts, column names, and people's own text.
SILENT = {"script", "style", "textarea", "code"}
FIELDS = {"input", "select", "textarea"}


def spoken(page):
    """Yield (element, text) of all text that is shown or read aloud, with the element of its language."""
    for node in page.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag not in SILENT:
            yield node, node.text or ""
        if node.tag == "input" and node.get("type") in {"submit", "button", "reset"}:
            yield node, node.get("value", "")
        for name, value in node.attrib.items():
            # The language of a field is the language of its content; texts of scripts are in the page's
            # language.
            speaker = page if node.tag in FIELDS else node
            if name in SPOKEN:
                yield speaker, value
            elif name.startswith("data-") and name not in FOR_MACHINES:
                yield from ((speaker, text) for text in sentences(value))
        if node.getparent() is not None:
            yield node.getparent(), node.tail or ""


def sentences(value):
    """Return the sentences of an attribute: itself, or the ones in its JSON."""
    try:
        values = strings(json.loads(value))
    except ValueError:
        values = [value]
    return [text for text in values if SENTENCE.search(text) or HANGUL.search(text)]


def strings(value):
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
    elif isinstance(value, str):
        yield value


def languages_of(page):
    """Return {element: its language}, as named by the element or its nearest ancestor with a language."""
    languages = {}
    for node in page.iter():
        languages[node] = node.get("lang") or languages.get(node.getparent(), "")
    return languages


def foreign(page, typed=()):
    """Return [(tag, language, text)] of texts with foreign words that people did not type."""
    found, languages = [], languages_of(page)
    for node, text in spoken(page):
        language = languages[node]
        if language == "zxx" or not is_alien(text, language):
            continue
        words = text
        for one in typed:
            words = words.replace(one, "")
        if is_alien(NO_WORDS.sub("", words), language):
            found.append((node.tag, language, " ".join(text.split())))
    return found


def is_alien(words, language):
    """Return a match if some of the words are not in a language."""
    return HANGUL.search(words) if language == "en" else LATIN.search(KOREAN_TOO.sub("", words))


def typed_by_people():
    """Return the newsroom's own words, longest first: texts, names, and names of its people."""
    columns = [
        (model, field.name)
        for app in ("articles", "claims")
        for model in [*apps.get_app_config(app).get_models(), get_user_model()]
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
        if field.name not in {"password", "digest", "type", "subject_type"}
    ]
    texts = {text for model, name in columns for text in model._base_manager.values_list(name, flat=True)}
    return sorted((text for text in texts if text and len(text) > 1), key=len, reverse=True)


def labels():
    """Return the labels of passages and inserts, which an editor offers in the language of the text."""
    for language in ("en", "ko"):
        with translation.override(language):
            yield from map(str, (KINDS | INSERTS).values())


class PurityTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON, tick=False) as clock:
            cls.people = {
                "admin": make_user("root", role=None, is_superuser=True, first_name="Ada"),
                "managing": make_user("chief", first_name="가온", last_name="하람"),
                "translator": make_user("kim", role="Korean translators", first_name="다솜"),
            }
            newsroom(cls.people["managing"], clock)

    def screens(self, person, language, more=(), **options):
        user = self.people[person]
        user.language = language
        user.save()
        self.client.force_login(user)
        with travel(LATER, tick=False):
            return screens.crawl(self.client, more, **options)

    def assert_pure(self, pages, language):
        typed, found = [*typed_by_people(), *labels()], {}
        for address, page in pages.items():
            self.assertEqual(page.get("lang"), language, address)
            found |= dict.fromkeys(foreign(page, typed), address)
        self.maxDiff = None
        with self.subTest(language):
            self.assertEqual(found, {})


def newsroom(desk, clock):
    """Return a newsroom with content on every screen."""
    make_publication(
        contact="desk@paper.example", legal_notice_en="All ours.", legal_notice_ko="모두 우리 것."
    )
    make_standing_page(
        slug="about", title_en="About", title_ko="소개", body_en="<p>We.</p>", body_ko="<p>우리.</p>"
    )
    make_author(user=desk, bio_en="Writes.", bio_ko="쓴다.", position_ko="기자")
    topic, section = make_topic(name_ko="항만"), make_section(name_ko="경제")
    filing = {
        "section": section,
        "topics": [topic],
        "lead_image": make_image(caption_en="At noon", usage_terms="Once."),
        "authors": [make_author("dana-testman")],
    }
    both = tell(languages=("en", "ko"), sources=[{"name_en": "Board", "note": "Called at noon."}], **filing)
    tell(languages=("ko", "en"), related=[{"target": both}, {"url": "https://paper.example/"}], **filing)
    make_article(languages=("en",), title_en="Ferry waits")
    make_article(languages=("ko",), title_ko="여객선 기다려", wanted={"en": Wanted.BRIEF})
    returned = make_article(languages=("en", "ko"))
    for language in ("en", "ko"):
        perform("submit", returned, language=language, by=None)
        if language == "ko":
            perform("return", returned, language=language, by=desk, reason="출처가 없다.")
    ahead = make_article(languages=("en", "ko"), title_en="Night boats")
    approve(ahead, "en")
    publish(ahead, "en", by=None, at=NOON + 30 * HOUR)
    gone = make_published(languages=("en", "ko"), title_en="Pier shut")
    clock.shift(HOUR)
    rewrite(both, by=desk, summary_en="Mended.", summary_ko="고쳤다.")
    approve(both, "en", by=None)
    correct(both, "en", by=desk, note="It was wrong.", note_there="사실과 달랐다.")
    withdraw(gone, "ko", by=desk, note="틀린 기사다.")
    withdraw(gone, "en", by=desk, note="It was untrue.")
    with editing(both.pk, by=desk) as copy:
        copy.title_ko = "고친 제목"
    make_claim(by=desk, article=both)
    make_statement(by=desk, article=both)


@pytest.mark.long
@pytest.mark.sqlite
class CrawlTests(PurityTestCase):
    """They run on one database: a crawl in one transaction takes minutes on PostgreSQL."""

    def assert_crawl_is_pure(self, person, language, fewest, more=(), **options):
        """Assert that a person gets at least `fewest` screens, without words of the other language."""
        pages = self.screens(person, language, more, **options)
        self.assertGreater(len(pages), fewest)
        self.assert_pure(pages, language)

    def test_administrator_meets_korean_alone(self):
        self.assert_crawl_is_pure("admin", "ko", 120, steps())

    def test_administrator_meets_english_alone(self):
        self.assert_crawl_is_pure("admin", "en", 120, steps())

    def test_desk_meets_one_language(self):
        for language in ("ko", "en"):
            self.assert_crawl_is_pure("managing", language, 40, with_filters=False)

    def test_translator_meets_one_language(self):
        for language in ("ko", "en"):
            self.assert_crawl_is_pure("translator", language, 40, with_filters=False)


def steps():
    """Return the addresses of all actions that stories permit now."""
    with travel(LATER, tick=False):
        return [
            f"/admin/articles/article/{story.pk}/action/{place.language}/{name}/"
            for story in Article.objects.all()
            for place in language_statuses(story, user=None)
            for name, action in ACTIONS.items()
            if action.is_available(place)
        ]


class RefusalTests(PurityTestCase):
    """The pages for strangers, for refused requests and for invalid input."""

    def answers(self, language):
        """Return {address: page} of refused forms, and of pages without permission."""
        user = self.people["admin"]
        user.language = language
        user.save()
        self.client.force_login(user)
        stranger = Client(headers={"accept-language": language})
        asked = {
            address: self.client.post(address, PostedForm(self.client.get(address), form).data("_save"))
            for form, address in ((f"{name}_form", f"/admin/articles/{name}/add/") for name in ADDED)
        }
        asked |= {
            address: self.client.post(address, {}, follow=True)
            for address in ("/admin/password_change/", "/admin/accounts/user/add/", "/admin/auth/group/add/")
        }
        for address in MISSING:
            asked[address] = self.client.get(address, follow=True)
        asked["wrong password"] = stranger.post("/admin/login/", {"login": "a", "password": "b"})
        asked["login"] = stranger.get("/admin/login/")
        asked["logged out"] = self.client.post("/admin/logout/")
        self.client.force_login(self.people["translator"])
        get_user_model().objects.filter(pk=self.people["translator"].pk).update(language=language)
        asked["not theirs"] = self.client.get("/admin/accounts/user/")
        return {name: screens.parsed(answer) for name, answer in asked.items()}

    def test_refusals_are_in_one_language(self):
        for language in ("ko", "en"):
            self.assert_pure(self.answers(language), language)


ADDED = ("article", "author", "image", "section", "standingpage", "topic")
MISSING = (
    "/admin/nowhere/",
    "/admin/articles/article/99999/change/",
    "/admin/articles/topic/99999/history/",
    "/admin/articles/article/99999/action/ko/submit/",
    "/admin/articles/article/?nonsense=1",
    "/admin/articles/article/?stage__regex=(",
)


class ScriptTests(PurityTestCase):
    """Words that scripts look up, and words in their attributes."""

    def test_catalogue_has_every_word_that_scripts_ask_for(self):
        self.client.force_login(self.people["admin"])
        get_user_model().objects.update(language="ko")
        found = json.loads(
            re.search(r"newcatalog = (\{.*?\});", self.client.get("/admin/jsi18n/").content.decode(), re.S)[1]
        )
        asked = asked_by_scripts()
        self.assertGreater(len(asked), 40)
        self.assertEqual([text for text in asked if not HANGUL.search(str(found.get(text, "")))], [])


def asked_by_scripts():
    folders = [
        Path(django.contrib.admin.__file__).parent / "static/admin/js",
        settings.BASE_DIR / "static/js",
    ]
    files = [
        file for folder in folders for file in sorted(folder.rglob("*.js")) if "vendor" not in file.parts
    ]
    call = re.compile(r"""\bn?gettext\(\s*(['"])(.+?)\1""", re.S)
    joined = re.compile(r"""(['"])\s*\+\s*\1""")  # long texts are written in pieces
    return {match[2] for file in files for match in call.finditer(joined.sub("", file.read_text()))}


class TheCheckTests(TestCase):
    def found(self, body, typed=(), language="ko"):
        return [
            text for _tag, _lang, text in foreign(html.fromstring(f'<html lang="{language}">{body}'), typed)
        ]

    def test_sees_words_of_the_other_language_wherever_they_are_said(self):
        for body in (
            "<p>Save</p>",
            '<img alt="Save">',
            '<input type="submit" value="Save">',
            '<p data-words=\'{"a": ["저장", {"b": "Save"}]}\'>',
            '<p data-saved="All changes saved">',
            "<p>항구<b>문</b> Save</p>",
            '<p lang="en">항구</p>',
        ):
            with self.subTest(body):
                self.assertEqual(len(self.found(body)), 1)
        self.assertEqual(self.found("<p>저장</p>", language="en"), ["저장"])

    def test_lets_pass_what_has_no_language_or_was_typed(self):
        for body in (
            '<p>저장 <span lang="en">Save</span></p>',
            "<p>desk@paper.example /en/articles/1/ UTC+09:00</p>",
            "<textarea>Save</textarea><script>save()</script>",
            '<p data-keys-to=".language-ko .ProseMirror" data-name="article">',
            "<p>Ctrl+S</p>",
        ):
            with self.subTest(body):
                self.assertEqual(self.found(body), [])
        self.assertEqual(self.found("<title>고치기: Harbor opens</title>", ["Harbor opens"]), [])
