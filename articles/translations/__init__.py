"""Translations of stories: the source of each segment, its freshness, and the editing of segments."""

from django.urls import NoReverseMatch, reverse


def translation_address(article_id: int, language: str, unit_id: str = "") -> str:
    """Return the URL of a story's translation screen, at one unit if given; "" if it is not mounted."""
    try:
        address = reverse("translations:story", args=[article_id, str(language)])
    except NoReverseMatch:
        return ""
    return f"{address}#u-{unit_id}" if unit_id else address


def review_address(article_id: int, language: str) -> str:
    """Return the URL of the page that compares a translation with its source; "" if it is not mounted."""
    try:
        return reverse("translations:review", args=[article_id, str(language)])
    except NoReverseMatch:
        return ""
