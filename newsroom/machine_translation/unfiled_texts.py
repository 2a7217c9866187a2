"""Drafts of texts that are no story yet: by the rules of stories, in one request."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from articles.text.inline_tags import encode_tags
from articles.text.segments import Segment
from articles.translations.machine_drafts import EngineOffer, EngineResult, UnfiledDraft, source_digest
from articles.workflow.permissions import Actor, Verb, may
from newsroom.machine_translation.consent import (
    Clearance,
    clear_unpublished,
    may_consent,
    record_consent_to_text,
)
from newsroom.machine_translation.engine import EngineConfiguration, EngineFailure, FailureKind
from newsroom.machine_translation.models import (
    LEASE,
    LimitReached,
    MachineRequest,
    MachineSuggestion,
    PauseReason,
    SegmentOutcome,
    give_up_lost_requests,
)
from newsroom.machine_translation.sending import (
    CopyIsHeld,
    OpenSegment,
    SentMeanwhile,
    batches_of,
    send_batch,
    sort_segments,
)
from newsroom.machine_translation.verdicts import rejection_message

REPEATABLE = (SegmentOutcome.UNANSWERED, SegmentOutcome.REJECTED)


class UnfiledTexts:
    """The UnfiledDraftEngine of this installation."""

    def offer(self, user: Actor, language: str) -> EngineOffer | None:
        configuration = EngineConfiguration.current()
        if configuration is None or not may(user, Verb.WRITE, language):
            return None
        cleared = clear_unpublished(configuration.consent, has_consent=False)
        return EngineOffer(
            configuration.label,
            configuration.country_name,
            is_barred=cleared == Clearance.BARRED,
            needs_consent=cleared == Clearance.CONSENT,
        )

    def draft(
        self, segments: Sequence[Segment], language: str, *, by: Actor, has_consented: bool, again: bool
    ) -> EngineResult:
        """Draft segments in one request. Where they need more, those of the body are not sent."""
        configuration = EngineConfiguration.current()
        if configuration is None:
            return EngineResult(reasons=[_("Machine translation is not set up.")])
        if not may(by, Verb.WRITE, language) or (has_consented and not may_consent(by, language)):
            raise PermissionDenied
        give_up_lost_requests(MachineRequest.objects.filter(article=None), before=timezone.now() - LEASE)
        clearance = clear_unpublished(configuration.consent, has_consent=has_consented)
        opened = [OpenSegment(one.key, one, encode_tags(one.html).text, ("", "")) for one in segments]
        found = sort_segments(opened, None, language, configuration, again=again, clearance=clearance)
        result, batches = _known_result(found), batches_of(found.to_send)
        batch = batches[0] if batches else []
        if len(batches) > 1:
            batch = [one for one in batch if one.segment.is_above]
            result.reasons.append(str(SegmentOutcome.TOO_LONG.label))
        if not batch:
            return result
        if clear_unpublished(configuration.consent, has_consent=False) == Clearance.CONSENT:
            record_consent_to_text(language, configuration, by=by)
        return _with_sent(result, batch, language, configuration, by)

    def read(self, ids: Iterable[int]) -> list[UnfiledDraft]:
        rows = MachineSuggestion.objects.filter(pk__in=ids).exclude(text="").select_related("request")
        return [_unfiled_draft(row) for row in rows]

    def assign(self, ids: Iterable[int], article: Article) -> None:
        requests = MachineRequest.objects.filter(suggestions__in=list(ids), article=None)
        requests.update(article=article)


def _unfiled_draft(row):
    asked = row.request
    return UnfiledDraft(
        row.pk, asked.language, row.digest, row.text, asked.name, asked.model, drafted_at=asked.sent_at
    )


def _known_result(found):
    """Return what was drafted before, and the reasons for which segments are not sent, each once."""
    drafts = {source_digest(one.segment): _unfiled_draft(row) for one, row in found.usable}
    reasons = [
        rejection_message(row.rejection, row.label) if row and row.rejection else str(outcome.label)
        for outcome, row in found.outcomes.values()
    ]
    may_repeat = any(outcome in REPEATABLE for outcome, _row in found.outcomes.values())
    return EngineResult(drafts, list(dict.fromkeys(reasons)), may_repeat)


def _with_sent(result, batch, language, configuration, by):
    """Send a batch; return the result with its drafts, or with the reason why there are none."""
    try:
        rows = send_batch(batch, None, language, configuration, by=by)
    except LimitReached:
        result.reasons.append(str(PauseReason.LIMIT.label))
    except (SentMeanwhile, CopyIsHeld):
        result.reasons.append(str(FailureKind.BUSY.label))
    except EngineFailure as failure:
        result.reasons.append(str(FailureKind(failure.kind).label))
        result.may_repeat = not failure.is_unbilled
    else:
        result.drafts |= {digest: _unfiled_draft(row) for digest, row in rows.items() if row.is_usable}
        refused = [row for row in rows.values() if row.rejection]
        messages = [rejection_message(row.rejection, row.label) for row in refused]
        result.reasons += dict.fromkeys(messages)
        result.may_repeat |= bool(refused)
    return result
