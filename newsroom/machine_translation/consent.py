"""Rules for sending texts to an engine: published texts are free, others may need consent or be barred."""

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
    """Whether a text may be sent: FREE (yes), CONSENT (only after consent), BARRED (no)."""

    FREE = "free"
    CONSENT = "consent"
    BARRED = "barred"


def may_consent(user: Actor, language: str) -> bool:
    """Return whether a user may consent to sending texts for a translation into a language."""
    return may(user, Verb.APPROVE, language) or may(user, Verb.PUBLISH, language)


def given_consent(
    article: Article, language: str, configuration: EngineConfiguration
) -> SendingConsent | None:
    """Return the consent to translate a story with the configured engine and country, or None."""
    named = {"engine": consent_name(configuration), "country": configuration.country}
    consents = SendingConsent.objects.filter(article=article, language=language, **named)
    return consents.select_related("given_by").first()


def consent_name(configuration: EngineConfiguration) -> str:
    """Return the recipient's name in consents: the protocol, and DeepL or the host of another server."""
    return f"{configuration.engine} {configuration.label}"[:200]


@transaction.atomic
def give_consent(article: Article, language: str, configuration: EngineConfiguration, *, by: Actor) -> None:
    """Store a user's consent, and record it in the security log. Idempotent."""
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
    """Delete a consent, and record this in the security log. Nothing more is sent under it. Idempotent."""
    consent = given_consent(article, language, configuration)
    if consent is not None:
        consent.delete()
        _record_consent("consent_withdrawn", article, language, configuration, by)


def record_consent_to_text(language: str, configuration: EngineConfiguration, *, by: Actor) -> None:
    """Record in the security log a user's consent to send one text that is not part of a story yet."""
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
    """Clearance of the segments of a story's current source. Uses at most four queries."""

    def __init__(self, article: Article, language: str, configuration: EngineConfiguration):
        self.level, self.source_language = configuration.consent, other(language)
        self.published = published_words(article.pk, self.source_language)
        self.has_consent = given_consent(article, language, configuration) is not None
        self.is_guarded = is_guarded(article)

    def of(self, words: str) -> Clearance:
        """Return the Clearance of a segment, based on its words."""
        if words in self.published:
            return Clearance.FREE
        return clear_unpublished(self.level, has_consent=self.has_consent, is_guarded=self.is_guarded)


def clear_unpublished(level: str, *, has_consent: bool, is_guarded: bool = False) -> Clearance:
    """Return the Clearance of unpublished words for a ConsentLevel."""
    if level == ConsentLevel.PUBLISHED:
        return Clearance.BARRED
    if has_consent or (level == ConsentLevel.DRAFTS and not is_guarded):
        return Clearance.FREE
    return Clearance.CONSENT


def published_words(article_id: int, language: str) -> set[str]:
    """Return the words of each segment of a story's live edition in a language."""
    edition = Edition.objects.live().filter(article=article_id, language=language).first()
    return {segment.words for segment in edition.segments} if edition else set()


def is_guarded(article: Article) -> bool:
    """Return whether a story is under embargo (has a future edition) or has a confidential source.

    Restricted stories are not articles, and are never sent to an engine.
    """
    sources = ConfidentialSource.objects.filter(article=article)
    return Edition.objects.ahead().filter(article=article).exists() or sources.exists()
