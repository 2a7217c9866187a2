"""Fields of restricted stories with a column a language."""

from articles.translation import translate
from newsroom.confidential.models import RestrictedStory

translate(RestrictedStory, ("title", "summary", "body"), ())
