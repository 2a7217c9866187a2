"""Reads what the demonstration newspaper consists of, as plain dicts.

A story is a file stories/<number>-<name>.toml. The format, in the order in which a file is written:

    key = "night-ferry"              known by this for ever; the address in English
    source_language = "en"
    section = "city"                 the slug of a section
    topics = ["ferries"]             slugs of topics
    lead_image = "ferry"             the key of a picture; may be left out
    wanted = { ko = "nothing" }      "full", "brief", "nothing"; else what the section asks for
    publish = { en = "-4 08:00", ko = "now -2:10" }    moments (see clock.Calendar), the source first
    live_from = "+1 09:00"           scheduled: approved and published at its moments, live from here

A language without a moment in `publish` is not published. It is not begun either, unless it has a stage:

    stage = { ko = "writing" }       "writing", "in_review" or "approved"; what is said of it under [ko]
                                     may be half a text then
    written = { ko = "now -1:25" }   when it was written down; submitted two hours later, approved after
                                     another forty minutes, if its stage says so

    [returned]                       the desk sent it back: its stage is "writing" again
    at = { ko = "now -0:40" }
    reason_ko = "…"                  for the writer

    [[plan]]                         what the desk of a language planned; as many as there were
    language = "ko"
    at = "now -3:00"
    to = "translator-ko"             who is to write it; this and the rest may be left out
    due = "+1 15:00"
    priority = "urgent"              "low", "normal", "urgent"
    on = 1                           the day hoped for, counted from the day of loading

    [[note]]                         what somebody wrote in the margin; as many as there were
    at = "now -1:50"
    by = "desk-en"
    language = "en"                  left out: of the whole story
    field = "body"
    passage = "…"                    as it stands there; may be left out
    is_answer = true                 in the thread of the note before it; else it begins one
    text = "@reporter …"

    [[bylines]]                      author = the slug of one, role = "text", "photos", …
    [[sources]]                      columns of Source; is_checked = false for one that nobody has checked
    [[related]]                      article = the key of another story, or columns of RelatedLink

What happened after publication, each in the languages that `at` names. Corrections and updates replace
passages of headline, summary or text; the wrong passage must stand there as written:

    [[correction]]                   as many as there were, in the order in which they happened
    at = { en = "-3 10:15", ko = "-3 10:40" }
    note_en = "…"
    note_ko = "…"
    right_en = { "48,300" = "38,400" }
    right_ko = { "4만8300명" = "3만8400명" }

    [[update]]                       the same; the note may be left out
    at = { en = "-1 16:50" }
    [update.right_en]
    '<p>Three of 12 buoys speak.</p>' = '<p>Nine of 12 buoys speak.</p>'

    [[placed]]                       where editors put it; at: when they did, in each language
    at = { en = "now -1:10", ko = "now -0:30" }
    page = "section"                 that of its section; left out: the front page
    slot = "second"                  "banner", "lead", "second", "brief", "block"
    position = 2                     left out: 1
    begins = "+1 06:00"              left out: at once
    ends = "+1 18:00"                left out: until somebody ends it
    words_en = "…"                   of a banner, and words_ko

    [withdrawal]                     or [retraction], for what was not true: at, note_en, note_ko

    [en]                             title, summary, body; slug in Korean
    body = '''
    <p>In the vocabulary of articles.body, with keys for numbers:
    <a data-article="key">…</a>, <a data-topic="slug">…</a>, <a data-term="slug-of-its-english-name">…</a>,
    <figure data-image="key">…</figure>
    '''
    [ko]                             a brief has no body

A story refers only to stories that were begun before it, whenever the demonstration is loaded.
"""

import re
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
REFERENCE = re.compile(r'data-(article|topic|term|image)="([a-z][a-z0-9-]*)"')
NOTHING_HAPPENED = {"publish": {}, "stage": {}} | {
    name: [] for name in ("correction", "update", "plan", "note", "placed")
}
TEXTS = ("title", "summary", "slug", "body")


def newspaper():
    """The newspaper without its stories: {"publication": {…}, "pages": […], "sections": […], …}."""
    files = [(FOLDER / name).read_text(encoding="utf-8") for name in ("newspaper.toml", "pictures.toml")]
    return tomllib.loads(files[0]) | tomllib.loads(files[1])


def stories():
    """The stories in the order of their files' names."""
    paths = sorted((FOLDER / "stories").glob("*.toml"))
    return [NOTHING_HAPPENED | tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]


def with_numbers(body, numbers):
    """A body whose references by key, data-topic="ferries", have become numbers.

    numbers  {"article": {key: id}, "topic": …, "term": …, "image": …}; raises KeyError for an unknown key
    """
    return REFERENCE.sub(lambda found: f'data-{found[1]}="{numbers[found[1]][found[2]]}"', body)
