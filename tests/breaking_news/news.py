"""Breaking news as the form sends it."""

from datetime import timedelta
from uuid import UUID

from articles.models import Section
from newsroom.breaking_news.publication import BreakingNews, BreakingText, publish_breaking
from tests.factories import make_section

KEY, OTHER_KEY = UUID(int=1), UUID(int=2)
REASON = "Alone on the night desk."
TEXTS = {
    "en": ("Quake shakes the harbor", "A strong quake was felt at the harbor on Monday morning."),
    "ko": ("항구에 강한 지진", "월요일 아침 항구에서 강한 지진이 감지됐다."),
}


def make_news(languages=("en", "ko"), *, bodies=None, leads=True, banner=True, **fields):
    """Return BreakingNews in the given languages; bodies are HTML by language."""
    texts = {
        language: BreakingText(
            *TEXTS[language],
            body=(bodies or {}).get(language, ""),
            leads=leads,
            banner=TEXTS[language][0] if banner else "",
        )
        for language in languages
    }
    section = Section.objects.filter(slug="economy").first() or make_section()
    return BreakingNews(**({"texts": texts, "section": section, "banner_for": timedelta(hours=1)} | fields))


def publish_news(by, news=None, *, key=KEY, reason=REASON, **options):
    return publish_breaking(news or make_news(), by=by, key=key, reason=reason, **options)
