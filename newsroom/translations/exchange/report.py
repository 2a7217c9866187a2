"""What becomes of a file that came back: which segments are taken, and why others are not."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.body import sanitise
from articles.text.inline_tags import PLACEHOLDER, PLAIN, TagError, decode_tags, encode_tags, unused_tags
from newsroom.translations.exchange.stories import Refused, mark

LONGEST = 40_000  # characters of a target that is looked at: twice what a segment may have, for its codes


class Taken(NamedTuple):
    """A new target. `problems` are TagErrors: tags left out or, of kind "missing", not used."""

    id: str
    html: str
    state: str
    problems: tuple


class Dropped(NamedTuple):
    """Not taken; the reasons are the keys of wording.REASONS."""

    id: str
    reason: str
    target: str


class Stale(NamedTuple):
    """Not taken: its source has changed since it went out. Both texts as in the file."""

    id: str
    source: str
    target: str


class Report(NamedTuple):
    """What a file says, unit by unit. Nothing is written by making it.

    `conflicts` would be taken, but were changed here too since the file went out, or are translated
    here and the tool has lost what went out. `untouched` are the ids for which it brings nothing new:
    not in the file, not translated or as they went out.
    """

    taken: tuple
    unchanged: tuple
    conflicts: tuple
    dropped: tuple
    stale: tuple
    untouched: tuple


def applied(story, read):
    """The Report of a ReadStory on the Story as it is now.

    Tags are rebuilt from the stored texts by their numbers. Raise Refused when the file is of
    another story or in other languages.
    """
    _refuse_another(story, read)
    now = {unit.id: unit for unit in story.units}
    found = {name: [] for name in Report._fields}
    for unit in read.units.values():
        if unit.id in now:
            kind, entry = _judged(now[unit.id], unit, is_repeated=unit.id in read.repeated)
        elif not unit.target.strip():
            continue
        elif read.digest == story.digest:
            kind, entry = "dropped", Dropped(unit.id, "unknown", unit.target)
        else:
            kind, entry = "stale", Stale(unit.id, unit.source, unit.target)
        found[kind].append(entry)
    found["untouched"] += [name for name in now if name not in read.units]
    return Report(**{kind: tuple(entries) for kind, entries in found.items()})


def _refuse_another(story, read):
    if str(story.id) != read.id:
        raise Refused(
            _("The file belongs to story %(other)s, not to story %(story)s.")
            % {"other": read.id, "story": story.id}
        )
    pairs = (read.source_language, story.source_language), (read.target_language, story.target_language)
    # Tools write ko-KR for ko, and some leave the language of the target out.
    if any(_language(theirs or ours) != _language(ours) for theirs, ours in pairs):
        raise Refused(
            _("The file translates from “%(theirs)s”, this story is translated from “%(ours)s”.")
            % {
                "theirs": f"{read.source_language} → {read.target_language}"[:40],
                "ours": f"{story.source_language} → {story.target_language}",
            }
        )


def _language(tag):
    return tag.replace("_", "-").split("-")[0].lower()


def _judged(now, unit, *, is_repeated):
    """(name of the list, entry for it) of a unit that is still there."""
    if len(unit.target) > LONGEST and len(" ".join(unit.target.split())) > LONGEST:
        return "dropped", Dropped(unit.id, "long", unit.target[:LONGEST])
    source = encode_tags(now.source_html)
    target, problems = _rebuilt(now, source, unit)
    has_sent = mark(now.target_html) == (unit.sent or mark(""))
    if is_repeated:
        return "dropped", Dropped(unit.id, "repeated", unit.target)
    if target == now.target_html:
        return "unchanged" if target else "untouched", unit.id
    is_copy = target == now.source_html
    if mark(target) == unit.sent or (unit.state == "new" and is_copy):
        return "untouched", unit.id
    if unit.state == "" and is_copy and any(map(str.isalpha, PLACEHOLDER.sub("", source.text))):
        return "dropped", Dropped(unit.id, "copied", unit.target)
    if not target or unit.is_partial:
        return "dropped", Dropped(unit.id, "partial" if target else "empty", unit.target)
    entry = Taken(unit.id, target, unit.state, problems)
    return ("taken" if has_sent else "conflicts"), entry


def _rebuilt(now, source, unit):
    """(inline HTML, problems) of the target of a unit, with the tags that are stored."""
    stored = encode_tags(now.target_html, source.tags)
    problems = list(unit.problems)
    text = _without_new_names(unit.target, stored.text, problems)
    inline = decode_tags(text, stored.tags, problems)
    problems += [TagError("missing", number) for number in unused_tags(text, source.tags)]
    # Cleans the characters, as saving would: only so can one see that nothing changed.
    paragraph = sanitise(f"<p>{inline}</p>")
    told = {problem.args: problem for problem in problems}  # each once, however often it occurs
    return paragraph.removeprefix("<p>").removesuffix("</p>"), tuple(told.values())


def _without_new_names(text, stored, problems):
    """The text without plain marks by name, but for those that the stored target has."""

    def names(text):
        return {match["label"] for match in PLACEHOLDER.finditer(text)} & set(PLAIN)

    new = names(text) - names(stored)
    problems += [TagError("unknown", name) for name in sorted(new)]
    return PLACEHOLDER.sub(lambda match: "" if match["label"] in new else match[0], text)
