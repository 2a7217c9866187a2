"""A story with copies of a name in every table, and a search of the whole database for them."""

import io
import json

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from articles.media.pictures import store_picture
from articles.models import (
    Article,
    RelatedLink,
    Source,
    Term,
    UnsavedTyping,
    Waiver,
)
from articles.publishing import correct
from articles.workflow.edit_session import editing
from articles.workflow.notes import write_note
from articles.workflow.preview_links import share
from newsroom.frontpage.models import FrontPageScope, SlotKind, SlotPosition
from newsroom.frontpage.placements import place_story
from newsroom.related.consumer import related
from newsroom.search.consumer import search
from newsroom.translations.memory_entries import MemoryPair, remember
from tests.factories import (
    approve,
    make_author,
    make_publication,
    make_published,
    make_section,
    make_standing_page,
    make_topic,
)

NAME, KOREAN = "Dana Fictman", "가상인"
WORDS = f"{NAME}\n{KOREAN}"
STORY = {
    "languages": ["en", "ko"],
    "title_en": "Dana Fictman sues the harbor",
    "summary_en": "Dana Fictman has sued.",
    "body_en": "<p>The court heard <strong>Dana</strong> Fictman.</p><p>It rained.</p>",
    "title_ko": "가상인, 항구에 소송",
    "summary_ko": "가상인이 소송을 냈다.",
    "body_ko": "<p>법원은 가상인을 심문했다.</p><p>비가 왔다.</p>",
}


# Every table with words of a story or its surroundings, including the log of the admin.
HELD = {
    *("article", "historicalarticle", "edition", "event", "note", "relatedlink", "source", "term", "topic"),
    *("translatedsegment", "unsavedtyping", "waiver", "previewlink", "image", "author", "section"),
    *("standingpage", "standingpageversion", "publication"),
}
AROUND = {
    *("admin_log", "session", "memoryentry", "placement", "dbtaskresult"),
    *("knownword", "name", "termform", "mark", "posting", "reading"),
}


def make_story(people):
    """Make a story with copies of a name in every table."""
    by = people[0]
    make_publication(legal_notice_en=f"Publisher {NAME}")
    section = make_section(description_en=f"News of {NAME}")
    article = make_published(section=section, **STORY)
    with editing(article.pk, by=by) as copy:
        copy.body_en = STORY["body_en"] + "<p>Dana Fictman waits.</p>"
        Source.objects.create(article=copy, name_en="Letter of Dana Fictman", note="Dana Fictman called.")
        RelatedLink.objects.create(article=copy, title_en=NAME, url="https://news.example/dana-fictman")
    approve(article, "en")
    note = "Dana Fictman sued on Monday, not on Tuesday."
    correct(article, "en", by=None, note=note, note_there="가상인은 월요일에 소송을 냈습니다.")
    write_note(article, by=by, text="Ask Dana Fictman's lawyer.", language="en")
    share(article, for_whom=NAME, days=3, by=by)
    Waiver.objects.create(
        article=article, language="en", code="c", fingerprint="f", place=NAME, reason=NAME, waived_by=by
    )
    UnsavedTyping.objects.create(
        user=by, article=article, tab="t", fields={"title_en": ["Dana Fictman wins"]}
    )
    UnsavedTyping.objects.create(user=by, tab="u", fields={"title_ko": [KOREAN]})
    make_topic("dana-fictman", name_en=NAME, name_ko=KOREAN)
    make_author("dana-fictman", name_en=NAME, name_ko=KOREAN)
    Term.objects.create(name_en=NAME, name_ko=KOREAN)
    make_standing_page(title_en=f"About {NAME}", title_ko="소개", body_en=f"<p>{NAME}</p>")
    store_picture(picture_file(), alt_en=NAME, caption_ko=KOREAN)
    banner = SlotPosition("en", FrontPageScope.FRONT, SlotKind.BANNER)
    place_story(article, banner, by=None, words=f"{NAME} in court")
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(Article),
        object_id=article.pk,
        object_repr=str(article),
        action_flag=CHANGE,
        change_message=json.dumps([{"changed": {"name": "소송", "object": KOREAN}}]),
    )
    DBTaskResult.objects.create(
        task_path="t", backend_name="default", args_kwargs={"args": [NAME]}, run_after=timezone.now()
    )
    session = SessionStore()
    session["typed"] = {"note": f"About {NAME}"}
    session.save()
    pair = MemoryPair("p", f"{NAME} waits here.", f"{KOREAN}이 여기서 기다린다.")
    remember([pair], source_language="en", article=article, by=by, at=timezone.now())
    search.catch_up()
    related.catch_up()
    return article


def picture_file():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(out, "JPEG")
    return ContentFile(out.getvalue(), name="red.jpg")


def as_text(value):
    return bytes(value).decode(errors="replace") if isinstance(value, memoryview | bytes) else str(value)


def rows_as_text():
    """Yield (table, row as text) of the whole database."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            yield from ((table, " ".join(map(as_text, row))) for row in cursor.fetchall())
    yield from (("django_session", str(SessionStore(key).load())) for key in session_keys())


def tables_with_words():
    """Return the tables that contain one of the words, plain, in an address or in JSON."""
    words = [NAME.lower(), "fictman", "dana-fictman", KOREAN, json.dumps(KOREAN)[1:-1]]
    return {table for table, text in rows_as_text() if any(word in text.lower() for word in words)}


def session_keys():
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM django_session")
        return [key for (key,) in cursor.fetchall()]
