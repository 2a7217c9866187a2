"""Names of groups and permissions on screens; their rows hold English alone."""

from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

# The groups that the project makes. One that a newsroom makes is called as it was typed.
OURS = {
    gettext_noop("Reporters"),
    gettext_noop("English translators"),
    gettext_noop("Korean translators"),
    gettext_noop("English desk"),
    gettext_noop("Korean desk"),
    gettext_noop("Managing editors"),
    gettext_noop("Administrators"),
}
ACTS = {
    "add": _("%(things)s: add"),
    "change": _("%(things)s: change"),
    "delete": _("%(things)s: delete"),
    "view": _("%(things)s: view"),
}
# Tables that a library names, half in English.
THINGS = {"historicalarticle": _("past states of stories")}


def name_of_group(group):
    return gettext(group.name) if group.name in OURS else group.name


def name_of_permission(permission):
    """“Stories: change”, or the verb that the newsroom itself named, such as “Can publish Korean”."""
    kind = permission.content_type
    act, _underscore, model_name = permission.codename.partition("_")
    model = kind.model_class()
    if model is None or model_name != kind.model or act not in ACTS:
        return gettext(permission.name)
    things = THINGS.get(kind.model, model._meta.verbose_name_plural)
    return ACTS[act] % {"things": capfirst(str(things))}
