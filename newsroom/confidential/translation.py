"""Translated fields of restricted stories."""

from articles.translation import translate
from newsroom.confidential.models import RestrictedStory

translate(RestrictedStory, ("title", "summary", "body"), ())
