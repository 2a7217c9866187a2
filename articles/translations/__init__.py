"""Translations of stories: the source of each segment, whether it is current, and the editing of segments."""

from django.urls import NoReverseMatch, reverse


def translation_address(article_id: int, language: str, unit_id: str = "") -> str:
    """Return the address of a story's translation screen, at one unit of it; "" where it is not mounted."""
    try:
        address = reverse("translations:story", args=[article_id, str(language)])
    except NoReverseMatch:
        return ""
    return f"{address}#u-{unit_id}" if unit_id else address


def review_address(article_id: int, language: str) -> str:
    """Return the address of the page that marks what a translation shares with its source; "" likewise."""
    try:
        return reverse("translations:review", args=[article_id, str(language)])
    except NoReverseMatch:
        return ""
