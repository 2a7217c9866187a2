"""Reader of the demonstration's files: newspaper.toml, pictures.toml and stories/*.toml, as plain dicts.

A story is a file stories/<number>-<name>.toml. Its parts, in the order of the file:

    key = "night-ferry"              permanent; the English slug
    source_language = "en"
    section = "city"                 slug of a section
    topics = ["ferries"]             slugs of topics
    lead_image = "ferry"             key of a picture; optional
    wanted = { ko = "nothing" }      "full", "brief", "nothing"; default: the section's
    publish = { en = "-4 08:00", ko = "now -2:10" }    times as in clock.RelativeCalendar, the source first
    live_from = "+1 09:00"           scheduled: approved and published at its times, live from here

A language without a time in `publish` is not published. It is not started either, unless it has a stage:

    stage = { ko = "writing" }       "writing", "in_review" or "approved"; the text may be incomplete
    written = { ko = "now -1:25" }   time of the draft; submitted two hours later, approved after forty more
                                     minutes, if its stage says so

    [returned]                       the desk sent it back: its stage is "writing" again
    at = { ko = "now -0:40" }
    reason_ko = "…"                  for the writer

    [[plan]]                         assignments by the desk of a language, any number
    language = "ko"
    at = "now -3:00"
    to = "translator-ko"             the assignee; this and the rest are optional
    due = "+1 15:00"
    priority = "urgent"              "low", "normal", "urgent"
    on = 1                           planned day of publication, counted from the day of loading

    [[note]]                         notes in the margin, any number
    at = "now -1:50"
    by = "desk-en"
    language = "en"                  default: about the whole story
    field = "body"
    passage = "…"                    a quote of the text; optional
    is_answer = true                 replies to the note before; default: starts a thread
    text = "@reporter …"

    [[bylines]]                      author = slug of an author, role = "text", "photos", …
    [[sources]]                      columns of Source; is_checked = false for an unchecked source
    [[related]]                      article = key of another story, or columns of RelatedLink

Changes after publication, each in the languages of its `at`. Corrections and updates replace passages of
headline, summary or body; the text must contain the wrong passage exactly:

    [[correction]]                   any number, in the order of time
    at = { en = "-3 10:15", ko = "-3 10:40" }
    note_en = "…"
    note_ko = "…"
    right_en = { "48,300" = "38,400" }
    right_ko = { "4만8300명" = "3만8400명" }

    [[update]]                       the same; the note is optional
    at = { en = "-1 16:50" }
    [update.right_en]
    '<p>Three of 12 buoys speak.</p>' = '<p>Nine of 12 buoys speak.</p>'

    [[placed]]                       placements on front pages, made at `at` in each language
    at = { en = "now -1:10", ko = "now -0:30" }
    page = "section"                 the page of its section; default: the front page
    slot = "second"                  "banner", "lead", "second", "brief", "block"
    position = 2                     default: 1
    begins = "+1 06:00"              default: at once
    ends = "+1 18:00"                default: until somebody ends it
    words_en = "…"                   words of a banner, and words_ko

    [withdrawal]                     or [retraction], for a false story: at, note_en, note_ko

    [en]                             title, summary, body; in Korean also slug
    body = '''
    <p>In the vocabulary of articles.body, with keys instead of ids:
    <a data-article="key">…</a>, <a data-topic="slug">…</a>, <a data-term="slug-of-its-english-name">…</a>,
    <figure data-image="key">…</figure>
    '''
    [ko]                             without body for a brief

A story may refer only to stories that are created before it, at whatever hour the demonstration is loaded.
"""

import re
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
REFERENCE = re.compile(r'data-(article|topic|term|image)="([a-z][a-z0-9-]*)"')
STORY_DEFAULTS = {"publish": {}, "stage": {}} | {
    name: [] for name in ("correction", "update", "plan", "note", "placed")
}
TEXTS = ("title", "summary", "slug", "body")


def read_newspaper():
    """Return the newspaper without its stories: {"publication": {…}, "pages": […], "sections": […], …}."""
    files = [(FOLDER / name).read_text(encoding="utf-8") for name in ("newspaper.toml", "pictures.toml")]
    return tomllib.loads(files[0]) | tomllib.loads(files[1])


def read_stories():
    """Return the stories in the order of their file names."""
    paths = sorted((FOLDER / "stories").glob("*.toml"))
    return [STORY_DEFAULTS | tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]


def replace_keys(body, ids):
    """Replace the keys in the references of a body, like data-topic="ferries", by ids.

    ids  {"article": {key: id}, "topic": …, "term": …, "image": …}; raises KeyError for an unknown key
    """
    return REFERENCE.sub(lambda match: f'data-{match[1]}="{ids[match[1]][match[2]]}"', body)
