"""How the log is searched: by what its lines show."""

from django.db.models import Q
from django.db.models.functions import Concat

from articles.admin.forms.choosing import is_number
from articles.models import Article, Author, Image, Language, Page, Publication, Section, Topic, localized
from articles.models.text import line

# What is told by a name, and the field that holds it.
NAMES = {Section: "name", Topic: "name", Author: "name", Publication: "name", Page: "title", Image: "alt"}
# Of the person who acted. One whose names are in Hangul is shown with both in one word, the family's first.
PERSON = ("username", "first_name", "last_name", "name_ko")


def search(events, words, *, with_stories):
    """Those with every word in the reason, the person's name, or the name or number of what they tell of.

    with_stories  whether a story is known by its headline and summary, not by its number alone
    """
    words = line(words).split()
    if words:
        family_first = Concat("actor__last_name", "actor__first_name")
        events = events.alias(person=family_first)
    for word in words:
        events = events.filter(_said(word) | _named(word, with_stories))
    return events


def _said(word):
    columns = ["reason", "person", "details__name", *(f"actor__{name}" for name in PERSON)]
    condition = Q(*[(f"{column}__icontains", word) for column in columns], _connector=Q.OR)
    return condition | Q(subject_id=int(word)) if is_number(word) else condition


def _named(word, with_stories):
    """Each a subquery that stands for itself, so that no line of a long log asks anything."""
    found = [Article.objects.matching(word)] if with_stories else []
    for model, field in NAMES.items():
        columns = [(f"{localized(field, language)}__icontains", word) for language in Language]
        found.append(model.objects.filter(Q(*columns, _connector=Q.OR)))
    return Q(
        *[
            Q(subject_type=things.model._meta.model_name, subject_id__in=things.order_by().values("pk"))
            for things in found
        ],
        _connector=Q.OR,
    )
