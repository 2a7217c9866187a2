"""Permissions by verb and language, and the groups that the project creates."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from articles.annotations import User

WRITE_ANY = "articles.write_any"

type Actor = User | None  # None is the system itself, which may do everything


class Verb(TextChoices):
    WRITE = "write", _("write")
    APPROVE = "approve", _("approve")
    PUBLISH = "publish", _("publish")
    WAIVE = "waive", _("waive")


def may(user: Actor, verb: Verb, language: str) -> bool:
    """Return whether a user may perform a verb in a language."""
    return user is None or user.has_perm(f"articles.{Verb(verb).value}_{language}")


def may_somewhere(user: Actor, verb: Verb) -> bool:
    """Return whether a user may perform a verb in at least one language, for actions that affect both."""
    return any(may(user, verb, language) for language in ("en", "ko"))


def may_any(user: Actor, language: str) -> bool:
    """Return whether a user may perform any verb in a language."""
    return any(may(user, verb, language) for verb in Verb)


def people_with(permission: str) -> QuerySet:
    """Return the active users with a permission such as "articles.view_note", superusers included."""
    backend = "django.contrib.auth.backends.ModelBackend"
    return get_user_model().objects.with_perm(permission, backend=backend)


def people_who_may(verbs: Iterable[Verb], language: str) -> QuerySet:
    """Return the active users who may perform at least one of the verbs in a language."""
    return reduce(or_, [people_with(f"articles.{Verb(verb).value}_{language}") for verb in verbs])


def may_touch(user: Actor, article) -> bool:
    """Return whether a user may change a story at all, in the languages that they may write.

    Writers without WRITE_ANY (interns) may change only stories that they created or that are assigned to
    them. `article` is None for a new story. No query if the `progress` of the article has been prefetched.
    """
    if user is None or article is None or not article.pk or user.has_perm(WRITE_ANY):
        return True
    if not may_somewhere(user, Verb.WRITE):  # users who approve or manage, but do not write
        return True
    if article.created_by_id == user.pk:
        return True
    return any(row.assignee_id == user.pk for row in article.progress.all())


def may_file(user: Actor, article) -> bool:
    """Return whether a user may change a story's filing: they must be able to write its source language.

    Both languages share section, topics, picture, bylines, related stories, sources and the source language.
    A translator of the other language can read them, and may sign the translation (a byline with that role).
    """
    return may(user, Verb.WRITE, article.source_language) and may_touch(user, article)


# Permissions of each group: verbs by language, and Django's permissions for the models related to a story.
LIBRARY = ["view", "add", "change"]
ROWS = [*LIBRARY, "delete"]
SOURCES = "confidential.confidentialsource"  # a user who adds one can see it; "view" shows all
STORIES = {"article": LIBRARY, "relatedlink": ROWS, "source": ROWS, "byline": ROWS, SOURCES: ["add"]}
STORIES |= {"confidential.restrictedstory": ["add"]}  # only the members of a restricted story see it
STORIES |= {"diary.diaryitem": ROWS}
EVERY_STORY = {"any": ["write"]}
TRANSLATING = STORIES | EVERY_STORY | {"image": LIBRARY}
MEMORY = "translations.memoryentry"  # "add" is the permission to import a file
FORGETTING = {MEMORY: ["delete"]}
EDITING = STORIES | EVERY_STORY | {"image": LIBRARY, "topic": LIBRARY, "term": ROWS, "previewlink": ["add"]}
EDITING |= {MEMORY: ["add", "delete"], "picturecontract": LIBRARY, "newsletters.newsletterissue": ROWS}
PAGES = {"publication": LIBRARY, "standingpage": [*LIBRARY, "publish"]}
LEADING = EDITING | dict.fromkeys(("section", "author"), LIBRARY) | PAGES | {SOURCES: ["view", "add"]}
LEADING |= {"machine_translation.draftrun": ["view"]}  # the cost of machine drafts
LEADING |= {"story_lists.savedview": ["share"], "picturecontract": ROWS}
DESK = ["write", "approve", "publish"]
CLAIMS = {"claims.claim": LIBRARY}  # no other group can see whether any exist
WATCHING = {"security.securityevent": ["view"]}
REDIRECTING = {"redirects.redirect": ROWS}
ADVERTISING = {"advertising.advertisement": ROWS}
SUBSCRIBERS = {"newsletters.subscription": ["view", "delete"]}
ROLES = {
    "Interns": {"en": ["write"], "ko": ["write"], **STORIES, "image": LIBRARY},
    "Reporters": {"en": ["write"], "ko": ["write"], **TRANSLATING},
    "English translators": {"en": ["write"], **TRANSLATING, **FORGETTING},
    "Korean translators": {"ko": ["write"], **TRANSLATING, **FORGETTING},
    "English desk": {"en": DESK, **EDITING},
    "Korean desk": {"ko": DESK, **EDITING},
    "Managing editors": {
        "en": [*DESK, "waive"],
        "ko": [*DESK, "waive"],
        **LEADING,
        **WATCHING,
        **CLAIMS,
        **REDIRECTING,
        **ADVERTISING,
        **SUBSCRIBERS,
        "redaction": ["view", "add", "confirm"],
    },
    # Administrators manage accounts and standing pages. They read stories but do not publish them.
    # They may confirm a redaction that a managing editor requested.
    "Administrators": PAGES
    | WATCHING
    | REDIRECTING
    | ADVERTISING
    | SUBSCRIBERS
    | {"accounts.user": LIBRARY, "auth.group": ROWS, "redaction": ["view", "confirm"]},
}
# Every group may view all of these. Verbs decide the languages that a user may work on.
VIEWED = (
    *("article", "historicalarticle", "languageprogress", "edition", "event", "waiver", "previewlink"),
    *("relatedlink", "source", "byline", "topic", "image", "section", "author", "term"),
    *("picturecontract", "publication", "standingpage", "frontpage.placement", "diary.diaryitem", MEMORY),
)
EVERYBODY = dict.fromkeys(VIEWED, ["view"]) | {"note": ["view", "add"]}


def permissions_of(role):
    """Return the permissions of one group: {(app, codename)}."""
    own = ROLES[role]
    given = {
        ("articles", f"{verb}_{language}") for language in ("en", "ko") for verb in own.get(language, [])
    }
    for models in (EVERYBODY, own):
        for name in models.keys() - {"en", "ko"}:
            app, _dot, model = name.rpartition(".")
            given |= {(app or "articles", f"{verb}_{model}") for verb in models[name]}
    return given


def make_groups(group_model, permission_model):
    """Create the project's groups and add missing permissions. Idempotent; removes nothing."""
    known = {
        (app, codename): pk
        for pk, app, codename in permission_model.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role in ROLES:
        group, _created = group_model.objects.get_or_create(name=role)
        # During the first migrations the permissions of later apps do not exist yet.
        group.permissions.add(
            *(known[permission] for permission in permissions_of(role) if permission in known)
        )
