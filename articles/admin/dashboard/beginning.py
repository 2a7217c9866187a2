"""The way into a newsroom that has no stories yet."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Publication, Section


@dataclass
class Beginning:
    """One thing to do first: where, in which words, and what it is for."""

    address: str
    label: str
    why: str


def beginnings(user):
    """What is still to be done before the first story, and the story itself; each for those who may do it."""
    people = get_user_model()
    steps = [
        (
            Publication,
            0,
            _("Name the newspaper"),
            _("Its name stands over every page, in both languages."),
        ),
        (
            Section,
            0,
            _("Open the first section"),
            _("Every story is filed under one, and each has its own color."),
        ),
        (
            people,
            1,
            _("Give the others an account"),
            _("The group of an account says what it may do: report, translate, edit or publish."),
        ),
        (
            Article,
            0,
            _("Write the first story"),
            _("In either language; the other one follows beside it."),
        ),
    ]
    return [
        Beginning(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_add"), label, why)
        for model, enough, label, why in steps
        if may_add(user, model) and model._default_manager.count() <= enough
    ]


def may_add(user, model):
    return user.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}")
