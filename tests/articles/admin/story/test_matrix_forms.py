"""Role × language for the story's form, its rows, pickers and history, with direct POSTs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.checks.registry import examine
from articles.models import Article, Event, Image, LanguageProgress, PreviewLink, Waiver
from articles.story_exceptions import waive
from articles.workflow.notes import write_note
from articles.workflow.preview_links import share
from articles.workflow.snapshot import Snapshot
from tests.articles.admin.editor.test_pickers import make_image, png
from tests.articles.admin.forms import ADD, PostedForm, change_url, opened
from tests.factories import make_author, make_section, make_topic, make_user, make_whole_article

pytestmark = pytest.mark.django_db

# {role: (changes of a story written in English, changes of one written in Korean)}
FORM = {
    "Interns": ("", ""),  # for other people's stories
    "Reporters": ("en ko filing", "en ko filing"),
    "English translators": ("en filing", "en"),
    "Korean translators": ("ko", "ko filing"),
    "English desk": ("en filing", "en"),
    "Korean desk": ("ko", "ko filing"),
    "Managing editors": ("en ko filing", "en ko filing"),
    "Administrators": ("", ""),
    None: ("", ""),
}
# {role: (may read stories, may begin them, may upload pictures)}
DOORS = {
    "Interns": (True, True, True),
    "Reporters": (True, True, True),
    "English translators": (True, True, True),
    "Korean translators": (True, True, True),
    "English desk": (True, True, True),
    "Korean desk": (True, True, True),
    "Managing editors": (True, True, True),
    "Administrators": (True, False, False),
    None: (False, False, False),
}
# {role: (may write notes, languages with waivers, may share and revoke previews)}
BESIDE = {
    "Interns": (True, "", False),
    "Reporters": (True, "", False),
    "English translators": (True, "", False),
    "Korean translators": (True, "", False),
    "English desk": (True, "", True),
    "Korean desk": (True, "", True),
    "Managing editors": (True, "en ko", True),
    "Administrators": (True, "", False),
    None: (False, "", False),
}
PICK = "/admin/articles/article/pick"
AUTOCOMPLETE = "/admin/autocomplete/?app_label=articles"
READING = [
    "/admin/articles/article/",
    "{story}change/",
    "{story}history/",
    "{story}preview/",
    f"{PICK}/image/",
    f"{PICK}/article/",
    f"{PICK}/topic/",
    f"{AUTOCOMPLETE}&model_name=relatedlink&field_name=target",
    f"{AUTOCOMPLETE}&model_name=byline&field_name=author",
    f"{AUTOCOMPLETE}&model_name=article&field_name=lead_image",
]


def client_of(role, username="somebody"):
    client = Client()
    client.force_login(make_user(username, role=role))
    return client


def story(source):
    languages = ("en", "ko") if source == "en" else ("ko", "en")
    article = make_whole_article(languages=languages)
    article.related_links.create(url="https://paper.example/", title_en="Elsewhere", title_ko="다른 곳")
    return article


def everything_changed(article):
    """Return the data of a managing editor who changes everything: rows, filing and both languages."""
    form = opened(client_of("Managing editors", "chief"), article)
    texts = {
        f"{field}_{language}": f"{words} {language}"
        for field, words in (("title", "New"), ("summary", "New summary"), ("body", "<p>New</p>"))
        for language in ("en", "ko")
    }
    rows = {
        "bylines-0-author": make_author("other").pk,
        "sources-0-url": "https://other.example/",
        "sources-0-name_en": "Other source",
        "sources-0-name_ko": "다른 출처",
        "related_links-0-url": "https://other.example/",
        "related_links-0-title_en": "Other words",
        "related_links-0-title_ko": "다른 말",
    }
    filing = {
        "section": make_section("world").pk,
        "topics": [make_topic().pk],
        "lead_image": make_image(alt_en="A quay").pk,
    }
    return form.data(slug_en="new", slug_ko="새", **texts, **rows, **filing)


@pytest.mark.parametrize("source", ["en", "ko"])
@pytest.mark.parametrize("role", FORM)
def test_a_save_changes_what_is_theirs_whatever_is_posted(role, source):
    article = story(source)
    data = everything_changed(article)
    before, log = Snapshot.of(Article.objects.get(pk=article.pk)), Event.objects.count()
    untouched = list(LanguageProgress.objects.order_by("pk").values_list())
    status = client_of(role).post(change_url(article), data).status_code
    changed = Snapshot.of(Article.objects.get(pk=article.pk)).changed_parts(before)
    expected = set(FORM[role]["en ko".split().index(source)].split())
    assert (status, changed) == (302 if expected else 403, expected)
    if not expected:
        assert list(LanguageProgress.objects.order_by("pk").values_list()) == untouched
        assert Event.objects.count() == log


@pytest.mark.parametrize("source", ["en", "ko"])
@pytest.mark.parametrize("role", FORM)
def test_rows_are_added_by_those_who_file(role, source):
    article = story(source)
    form = opened(client_of("Managing editors", "chief"), article)
    rows = {f"sources-1-name_{language}": "New 새" for language in ("en", "ko")}
    client_of(role).post(
        change_url(article), form.data(**rows, **{"related_links-1-url": "https://new.example/"})
    )
    files = "filing" in FORM[role]["en ko".split().index(source)]
    assert (article.sources.count(), article.related_links.count()) == ((2, 2) if files else (1, 1))


@pytest.mark.parametrize("role", ["Korean translators", "Korean desk"])
def test_rows_of_the_source_are_not_taken_away_nor_checked(role):
    article = story("en")
    form = opened(client_of("Managing editors", "chief"), article)
    gone = {f"{rows}-0-DELETE": "on" for rows in ("bylines", "sources", "related_links")}
    del form.values["sources-0-is_checked"]
    before = Snapshot.of(article)
    assert client_of(role).post(change_url(article), form.data(**gone)).status_code == 302
    assert Snapshot.of(article).changed_parts(before) == set()


def test_a_translator_signs_the_translation_alone():
    article, client = story("en"), client_of("Korean translators")
    mine = make_author("gu-reum").pk
    for role, status in (("text", 422), ("translation", 302)):
        form = opened(client, article)
        data = form.data(**{"bylines-1-author": mine, "bylines-1-role": role, "bylines-1-position": 1})
        assert client.post(change_url(article), data).status_code == status, role
    assert list(article.bylines.values_list("role", flat=True)) == ["text", "translation"]
    form = opened(client, article)
    assert client.post(change_url(article), form.data(**{"bylines-1-DELETE": "on"})).status_code == 302
    assert list(article.bylines.values_list("role", flat=True)) == ["text"]


@pytest.mark.parametrize("role", DOORS)
def test_doors_are_open_to_those_who_may(role):
    may_read, may_begin, may_upload = DOORS[role]
    client, article = client_of(role), make_whole_article()
    for address in READING:
        address = address.format(story=f"/admin/articles/article/{article.pk}/")
        assert client.get(address).status_code == (200 if may_read else 403), address
    assert client.get(ADD).status_code == (200 if may_begin else 403)
    upload = client.post(f"{PICK}/image/upload/", {"file": SimpleUploadedFile("quay.png", png())})
    assert (upload.status_code == 403) == (not may_upload)


@pytest.mark.parametrize(
    ("role", "languages"),
    [("Reporters", "en ko"), ("English translators", "en"), ("Korean desk", "ko"), ("Administrators", "")],
)
def test_a_story_is_begun_in_a_language_that_one_writes(role, languages):
    client = client_of(role)
    for language in ("en", "ko"):
        data = {"source_language": language, f"title_{language}": "Harbor 항구"}
        data |= {
            f"{rows}-{name}": 0
            for rows in ("bylines", "sources", "related_links")
            for name in ("TOTAL_FORMS", "INITIAL_FORMS")
        }
        before = Article.objects.count()
        status = client.post(ADD, data).status_code
        is_begun = Article.objects.count() > before
        assert is_begun == (language in languages.split()), (language, status)


def other_posts(article):
    """Return POSTs outside the form and the actions: {"notes": [(address, data)], "waive en": …}."""
    chief, address = make_user("chief"), f"/admin/articles/article/{article.pk}/"
    thread = {"thread": write_note(article, "Who says so?", by=chief).pk}
    acts = [
        {"text": "New."},
        thread | {"text": "Answer."},
        thread | {"resolve": "1"},
        thread | {"reopen": "1"},
    ]
    posts = {"notes": [(f"{address}notes/", data) for data in acts]}
    for language in ("en", "ko"):
        first, second = examine(article, LanguageProgress.objects.get(article=article, language=language))[:2]
        known = [
            {"code": one.code, "fingerprint": one.fingerprint, "reason": "So."} for one in (first, second)
        ]
        waived = waive(article, language, by=chief, **known[0])
        here = f"{address}preflight/{language}/"
        posts[f"waive {language}"] = [(f"{here}waive/", known[1]), (f"{here}take-back/{waived.pk}/", {})]
    link = share(article, for_whom="A lawyer", days=3, by=chief)
    posts["links"] = [(f"{address}links/", {"for_whom": "A source", "days": 3})]
    posts["links"] += [(f"{address}links/", {"revoke": link.pk})]
    return posts


@pytest.mark.parametrize("role", BESIDE)
def test_notes_waivers_and_previews_are_for_those_who_may(role):
    marked = {"title_en": "The **art**", "summary_en": "The **ink**.", "title_ko": "**예술**"}
    article = make_whole_article(languages=("en", "ko"), summary_ko="항구의 **먹**.", **marked)
    posts, client = other_posts(article), client_of(role)
    tables = (Event, Waiver, PreviewLink)
    talks, waives, shares = BESIDE[role]
    may = {"notes": talks, "links": shares} | {f"waive {one}": one in waives for one in ("en", "ko")}
    for kind, acts in posts.items():
        for address, data in acts:
            before = [list(table.objects.order_by("pk").values_list()) for table in tables]
            status = client.post(address, data).status_code
            changed = [list(table.objects.order_by("pk").values_list()) for table in tables] != before
            # The response shows the address of a new preview link, which no later page shows.
            done = 200 if "for_whom" in data else 302
            assert (status, changed) == ((done, True) if may[kind] else (403, False)), (kind, data)


@pytest.mark.parametrize(
    ("role", "changed"),
    [
        ("Reporters", {"alt_en", "alt_ko", "usage_terms", "focal_x"}),
        ("Korean translators", {"alt_ko"}),
        ("English translators", {"alt_en"}),
        ("Korean desk", {"alt_ko", "usage_terms", "focal_x"}),
    ],
)
def test_words_of_a_picture_are_of_those_who_write_their_language(role, changed):
    image = make_image(alt_en="A quay", alt_ko="부두")
    address = f"/admin/articles/image/{image.pk}/change/"
    form = PostedForm(client_of("Managing editors", "chief").get(address), "image_form")
    posted = {"alt_en": "Forged 새", "alt_ko": "새 Forged", "usage_terms": "Free", "focal_x": "1"}
    assert client_of(role).post(address, form.data("_save", **posted)).status_code == 302
    now = Image.objects.get()
    assert {name for name in posted if getattr(now, name) != getattr(image, name)} == changed


def test_a_translator_replaces_ones_own_picture():
    client = client_of("Korean translators")
    image = make_image(alt_ko="부두", created_by_id=int(client.session["_auth_user_id"]))
    form = PostedForm(client.get(f"/admin/articles/image/{image.pk}/change/"), "image_form")
    assert "focal_x" in form and "alt_ko" in form and "alt_en" not in form
