"""What a browser that has a story open is told: who else is there, and what others saved meanwhile."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from articles.admin.story.conflicts.conflict import Conflict
from articles.models import Language, Presence
from articles.workflow.saving import PARTS, versions


def other_people(article, user, at=None):
    """Who else has the story open: [{"name", "initials", "told"}]."""
    return [
        {
            "name": display_name(row.user),
            "initials": person_initials(display_name(row.user)),
            "told": describe_presence(row),
            "is_typing": row.typed_at is not None,
        }
        for row in Presence.objects.others(article, user, at)
    ]


def describe_presence(row):
    name = display_name(row.user)
    if row.typed_at is None:
        return _("%(name)s has this story open.") % {"name": name}
    if row.language in Language.values:
        part = PARTS[row.language]
        return _("%(name)s is changing %(part)s, not saved yet.") % {"name": name, "part": part}
    return _("%(name)s is changing this story, not saved yet.") % {"name": name}


def describe_saves(article, read):
    """What somebody saved since the form was read, in sentences; read is {"en": version, …}."""
    now = versions(article)
    parts = [part for part in PARTS if read.get(part, now[part]) < now[part]]
    conflict = Conflict(article, parts)
    return [describe_save(conflict, part) for part in parts]


def describe_save(conflict, part):
    record = conflict.record_of(part)
    if record is None:
        return _("Somebody saved %(part)s meanwhile.") % {"part": PARTS[part]}
    values = {"name": conflict.who(part), "part": PARTS[part], "time": format_local_time(record.history_date)}
    return _("At %(time)s, %(name)s saved %(part)s.") % values


def format_local_time(at):
    return formats.time_format(timezone.localtime(at), "TIME_FORMAT")


def display_name(user):
    return user.get_full_name() or user.get_username()


def person_initials(name):
    """Two letters of a Latin name; of a Korean one its last two syllables, as colleagues shorten it."""
    words = name.split()
    if len(words) > 1 and name.isascii():
        return (words[0][0] + words[-1][0]).upper()
    return name.replace(" ", "")[-2:] if not name.isascii() else name[:2].upper()
