"""Machine drafts in the breaking news form: requested by a button, kept in the form, reviewed one by one."""

from dataclasses import dataclass, field, replace

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy

from articles.annotations import InterfaceText, StaffRequest, User
from articles.models import Language, localized, other
from articles.models.text import line, prose
from articles.translations.machine_drafts import (
    BODY,
    FIELDS,
    UnfiledDraft,
    draft_texts,
    engine_offer,
    read_drafts,
)
from newsroom.breaking_news.publication import has_text

# Names of form controls: the fill button, whose value is the target language, two checkboxes beside this
# button, and the checkbox beside each draft.
MACHINE, CONSENT, AGAIN, REVIEWED = "_machine", "_consent", "_again", "_reviewed"
FILL = {
    Language.EN: gettext_lazy("Fill empty English fields by machine"),
    Language.KO: gettext_lazy("Fill empty Korean fields by machine"),
}
FILLED = {
    Language.EN: gettext_lazy("The empty English fields are filled with machine drafts. Review each below."),
    Language.KO: gettext_lazy("The empty Korean fields are filled with machine drafts. Review each below."),
}
NEEDS_CONSENT = gettext_lazy("Nothing was sent. Consent to sending this text first.")
NOTHING_TO_FILL = gettext_lazy(
    "Nothing was sent. First enter a headline, a summary or a text in the other language. Fields with text "
    "stay as they are."
)
NOT_OFFERED = gettext_lazy(
    "Nothing was sent. The settings of this newsroom no longer allow machine drafts here. Your input is "
    "still in the form."
)
IS_DRAFT_ITSELF = gettext_lazy("Nothing was sent. The other language is a machine draft itself.")


@dataclass
class DraftNotice:
    """Result of the fill button for the page: a confirmation, or the reasons why nothing was filled.

    may_repeat  whether the user may send a text again after an unusable answer
    """

    language: Language
    sentence: InterfaceText = ""
    reasons: list = field(default_factory=list)
    may_repeat: bool = False

    @property
    def status(self):
        return 200 if self.sentence else 422


def draft_offers(user: User, languages: list[Language]) -> dict:
    """Return {language: EngineOffer} for the languages that a machine may fill from the other one."""
    if len(languages) < 2:
        return {}
    offers = {language: engine_offer(user, language) for language in languages}
    return {language: offer for language, offer in offers.items() if offer}


def signed_drafts(drafts: list[UnfiledDraft], user: User) -> str:
    """Return the value of the hidden field: the field name and id of each draft, signed for the user."""
    entries = " ".join(f"{localized(draft.field, draft.language)}:{draft.id}" for draft in drafts)
    return _signer(user).sign(entries) if entries else ""


def kept_drafts(value: str, user: User) -> list[UnfiledDraft]:
    """Return the drafts of a hidden field, or [] if it was not signed for this user. At most one query."""
    try:
        entries = _signer(user).unsign(value).split() if value else []
    except BadSignature:
        return []
    named = [(name.rpartition("_")[0], int(pk)) for name, pk in (entry.split(":") for entry in entries)]
    drafts = {draft.id: draft for draft in read_drafts({pk for _name, pk in named})}
    return [replace(drafts[pk], field=name) for name, pk in named if pk in drafts]


def _signer(user):
    return Signer(salt=f"newsroom.breaking_news.drafts.{user.pk}")


def fill_by_machine(request: StaffRequest, form) -> DraftNotice | None:
    """Fill the empty fields of the requested language. Return None if the form cannot offer that language.

    form  a bound BreakingForm, not yet validated; it holds the drafts afterwards
    """
    posted, target = request.POST, request.POST.get(MACHINE, "")
    offer = form.offers.get(target)
    if target not in form.languages or len(form.languages) < 2:
        return None
    target = Language(target)
    if offer is None or offer.is_barred:
        return DraftNotice(target, reasons=[NOT_OFFERED])
    texts = _texts_to_draft(form, target)
    if any(draft.language != target for draft in form.drafts):
        return DraftNotice(target, reasons=[IS_DRAFT_ITSELF])
    if not texts:
        return DraftNotice(target, reasons=[NOTHING_TO_FILL])
    has_consented = offer.needs_consent and target in posted.getlist(CONSENT)
    if offer.needs_consent and not has_consented:
        return DraftNotice(target, reasons=[NEEDS_CONSENT])
    result = draft_texts(texts, target, by=request.user, has_consented=has_consented, again=AGAIN in posted)
    drafts = [draft for of_field in result.drafts.values() for draft in of_field]
    form.fill({localized(name, target): text for name, text in result.texts.items()}, drafts)
    reasons = result.reasons or ([] if result.texts else [NOTHING_TO_FILL])  # type: ignore[list-item]  # translated when it is shown
    return DraftNotice(target, FILLED[target] if result.texts else "", reasons, result.may_repeat)


def _texts_to_draft(form, target):
    """Return {field: source text} for fields that are empty in a language and filled in the other."""
    normal = {"headline": line, "summary": prose}
    texts = {}
    for name in FIELDS:
        source, present = (form.typed_text(name, language) for language in (other(target), target))
        if is_filled(name, source) and not is_filled(name, present):
            texts[name] = normal[name](source) if name in normal else source
    return texts


def is_filled(name: str, text: str) -> bool:
    """Return whether the text of one of FIELDS contains more than white space."""
    return has_text(text) if name == BODY else bool(text.strip())
