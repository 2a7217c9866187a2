"""Permissions by verb and language, and the groups that the project creates."""

from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    WRITE = "write", _("write")
    APPROVE = "approve", _("approve")
    PUBLISH = "publish", _("publish")
    WAIVE = "waive", _("waive")


def may(user, verb, language):
    """Whether a person may do a verb in a language. Nobody (None) is the system itself, which may."""
    return user is None or user.has_perm(f"articles.{Verb(verb).value}_{language}")


def may_somewhere(user, verb):
    """Whether a person may do a verb in either language: what takes effect in both."""
    return any(may(user, verb, language) for language in ("en", "ko"))


def may_any(user, language):
    """Whether a person has any business in a language."""
    return any(may(user, verb, language) for verb in Verb)


def people_with(permission):
    """The active people with a permission such as "articles.view_note", superusers among them."""
    backend = "django.contrib.auth.backends.ModelBackend"
    return get_user_model().objects.with_perm(permission, backend=backend)


def people_who_may(verbs, language):
    """The active people who may do at least one of the verbs in a language."""
    found = [people_with(f"articles.{Verb(verb).value}_{language}") for verb in verbs]
    return reduce(or_, found)


def may_file(user, article):
    """Whether a person may change a story's filing: whoever writes the language that it was written in.

    Section, topics, picture, bylines, related stories, sources and the source language itself are one for
    both languages, and readers of both see them. They are the business of those who report the story and of
    their desk; a translator of the other language reads them, and signs the translation (a byline of that
    role).
    """
    return may(user, Verb.WRITE, article.source_language)


# What each group is given: verbs per language, and what of the models around a story it may change.
LIBRARY = ["view", "add", "change"]
ROWS = [*LIBRARY, "delete"]
STORIES = {"article": LIBRARY, "relatedlink": ROWS, "source": ROWS, "byline": ROWS}
TRANSLATING = STORIES | {"image": LIBRARY}
MEMORY = "translations.memoryentry"  # to add is to take in a file
FORGETTING = {MEMORY: ["delete"]}
EDITING = STORIES | {"image": LIBRARY, "topic": LIBRARY, "term": ROWS, "previewlink": ["add"]}
EDITING |= {MEMORY: ["add", "delete"]}
LEADING = EDITING | dict.fromkeys(("section", "author", "publication", "standingpage"), LIBRARY)
DESK = ["write", "approve", "publish"]
ROLES = {
    "Reporters": {"en": ["write"], "ko": ["write"], **TRANSLATING},
    "English translators": {"en": ["write"], **TRANSLATING, **FORGETTING},
    "Korean translators": {"ko": ["write"], **TRANSLATING, **FORGETTING},
    "English desk": {"en": DESK, **EDITING},
    "Korean desk": {"ko": DESK, **EDITING},
    "Managing editors": {"en": [*DESK, "waive"], "ko": [*DESK, "waive"], **LEADING},
    # They run the house: accounts and standing pages. They read stories; what is printed is not theirs.
    "Administrators": {
        "publication": LIBRARY,
        "standingpage": LIBRARY,
        "accounts.user": LIBRARY,
        "auth.group": ROWS,
    },
}
# Everybody in the newsroom reads everything; of those who work on stories the verbs decide on which language.
EVERYBODY = {
    "article": ["view"],
    "relatedlink": ["view"],
    "source": ["view"],
    "byline": ["view"],
    "topic": ["view"],
    "image": ["view"],
    "section": ["view"],
    "author": ["view"],
    "languageprogress": ["view"],
    "edition": ["view"],
    "frontpage.placement": ["view"],
    "event": ["view"],
    "publication": ["view"],
    "standingpage": ["view"],
    "historicalarticle": ["view"],
    "term": ["view"],
    "note": ["view", "add"],
    "waiver": ["view"],
    "previewlink": ["view"],
    MEMORY: ["view"],
}


def permissions_of(role):
    """The permissions of one role: {(app, codename)}."""
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
    """Create the project's groups, or give them back what they lack. Idempotent; takes nothing away."""
    known = {
        (app, codename): pk
        for pk, app, codename in permission_model.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role in ROLES:
        group, _created = group_model.objects.get_or_create(name=role)
        # At its first migration a database lacks the permissions of what comes later.
        group.permissions.add(*(known[one] for one in permissions_of(role) if one in known))
