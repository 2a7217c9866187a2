"""Who may do what: verb × language, and the groups that the project makes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    WRITE = "write", _("write")
    APPROVE = "approve", _("approve")
    PUBLISH = "publish", _("publish")


def may(user, verb, language):
    """Whether a person may do a verb in a language. Nobody (None) is the system itself, which may."""
    return user is None or user.has_perm(f"articles.{Verb(verb).value}_{language}")


def may_any(user, language):
    """Whether a person has any business in a language."""
    return any(may(user, verb, language) for verb in Verb)


# What each group is given: verbs per language, and what of the models around a story it may change.
LIBRARY = ["view", "add", "change"]
ROLES = {
    "Reporters": {"en": ["write"], "ko": ["write"], "image": LIBRARY, "topic": ["view"]},
    "English translators": {"en": ["write"], "image": LIBRARY, "topic": ["view"]},
    "Korean translators": {"ko": ["write"], "image": LIBRARY, "topic": ["view"]},
    "English desk": {"en": ["write", "approve", "publish"], "image": LIBRARY, "topic": LIBRARY},
    "Korean desk": {"ko": ["write", "approve", "publish"], "image": LIBRARY, "topic": LIBRARY},
    "Managing editors": {
        "en": ["write", "approve", "publish"],
        "ko": ["write", "approve", "publish"],
        "image": LIBRARY,
        "topic": LIBRARY,
        "section": LIBRARY,
        "author": LIBRARY,
        "publication": LIBRARY,
        "page": LIBRARY,
    },
}
# Everybody in the newsroom reads everything and works on stories; the verbs decide on which language.
EVERYBODY = {
    "article": LIBRARY,
    "relatedlink": [*LIBRARY, "delete"],
    "source": [*LIBRARY, "delete"],
    "byline": [*LIBRARY, "delete"],
    "section": ["view"],
    "author": ["view"],
    "progress": ["view"],
    "edition": ["view"],
    "event": ["view"],
    "publication": ["view"],
    "page": ["view"],
    "historicalarticle": ["view"],
}


def codenames(role):
    """The codenames of one role's permissions, all of the app `articles`."""
    own = ROLES[role]
    verbs = {f"{verb}_{language}" for language in ("en", "ko") for verb in own.get(language, [])}
    models = {**{name: set(given) for name, given in EVERYBODY.items()}}
    for name in own.keys() - {"en", "ko"}:
        models[name] = models.get(name, set()) | set(own[name])
    return verbs | {f"{verb}_{name}" for name, given in models.items() for verb in given}


def make_groups(group_model, permission_model):
    """Create the project's groups, or give them back what they lack. Idempotent; takes nothing away."""
    for role in ROLES:
        group, _created = group_model.objects.get_or_create(name=role)
        wanted = permission_model.objects.filter(
            content_type__app_label="articles", codename__in=codenames(role)
        )
        group.permissions.add(*wanted)
