"""Rules on texts that may be sent to an engine: those that readers have, and others by consent."""

from enum import StrEnum

from django.db import transaction

from articles import clock
from articles.models import Article, Edition, other
from articles.workflow.permissions import Actor, Verb, may
from newsroom.confidential.models import ConfidentialSource
from newsroom.machine_translation.engine import ConsentLevel, EngineConfiguration
from newsroom.machine_translation.models import SendingConsent
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind


class Clearance(StrEnum):
    """Whether a text may be sent: FREE it may, CONSENT once a person has consented, BARRED it may not."""

    FREE = "free"
    CONSENT = "consent"
    BARRED = "barred"


def may_consent(user: Actor, language: str) -> bool:
    """Return whether a person may consent that texts are sent for a translation into a language."""
    return may(user, Verb.APPROVE, language) or may(user, Verb.PUBLISH, language)


def given_consent(
    article: Article, language: str, configuration: EngineConfiguration
) -> SendingConsent | None:
    """Return the consent to the engine and the country that are set now."""
    named = {"engine": consent_name(configuration), "country": configuration.country}
    found = SendingConsent.objects.filter(article=article, language=language, **named)
    return found.select_related("given_by").first()


def consent_name(configuration: EngineConfiguration) -> str:
    """Return the name of whoever gets the texts: the protocol, and the host if it is not DeepL's own."""
    return f"{configuration.engine} {configuration.label}"[:200]


@transaction.atomic
def give_consent(article: Article, language: str, configuration: EngineConfiguration, *, by: Actor) -> None:
    """Store a person's consent, and record it in the security log. Idempotent."""
    named = {"engine": consent_name(configuration), "country": configuration.country}
    _row, is_new = SendingConsent.objects.get_or_create(
        article=article, language=language, **named, defaults={"given_by": by, "given_at": clock.now()}
    )
    if is_new:
        _record_consent("consented", article, language, configuration, by)


@transaction.atomic
def withdraw_consent(
    article: Article, language: str, configuration: EngineConfiguration, *, by: Actor
) -> None:
    """Delete a consent; nothing more is sent under it."""
    consent = given_consent(article, language, configuration)
    if consent is not None:
        consent.delete()
        _record_consent("consent_withdrawn", article, language, configuration, by)


def record_consent_to_text(language: str, configuration: EngineConfiguration, *, by: Actor) -> None:
    """Record in the security log that a person has a text sent that is no story yet: this text, once."""
    _record_consent("consented", None, language, configuration, by)


def _record_consent(step, article, language, configuration, by):
    record(
        SecurityEventKind.MACHINE_CONSENT,
        user=by,
        **({"story": article.pk} if article else {}),
        step=step,
        engine=configuration.label,
        country=configuration.country,
        language=str(language),
    )


class StoryClearance:
    """Clearance of the segments of a story's source, as it is now. Three queries at most."""

    def __init__(self, article: Article, language: str, configuration: EngineConfiguration):
        self.level, self.source_language = configuration.consent, other(language)
        self.published = published_words(article.pk, self.source_language)
        self.has_consent = given_consent(article, language, configuration) is not None
        self.is_guarded = is_guarded(article)

    def of(self, words: str) -> Clearance:
        """Return the Clearance of the words of a segment."""
        if words in self.published:
            return Clearance.FREE
        return clear_unpublished(self.level, has_consent=self.has_consent, is_guarded=self.is_guarded)


def clear_unpublished(level: str, *, has_consent: bool, is_guarded: bool = False) -> Clearance:
    """Return the Clearance of words that readers do not have, on a ConsentLevel."""
    if level == ConsentLevel.PUBLISHED:
        return Clearance.BARRED
    if has_consent or (level == ConsentLevel.DRAFTS and not is_guarded):
        return Clearance.FREE
    return Clearance.CONSENT


def published_words(article_id: int, language: str) -> set[str]:
    """Return the words of each segment that readers have of a story in a language."""
    edition = Edition.objects.live().filter(article=article_id, language=language).first()
    return {segment.words for segment in edition.segments} if edition else set()


def is_guarded(article: Article) -> bool:
    """Return whether a story is under embargo (an edition lies ahead) or rests on a confidential source.

    Restricted stories are no articles, and never reach an engine.
    """
    sources = ConfidentialSource.objects.filter(article=article)
    return Edition.objects.ahead().filter(article=article).exists() or sources.exists()
