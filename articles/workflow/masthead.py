"""Publication and restoration of standing pages, and the order of sections and footer pages.

A standing page is published from its draft, and an earlier version can replace the draft. Readers see the
order of the sections and of the pages in the footer.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _

from articles import clock
from articles.body import references
from articles.events import log
from articles.models import Event, EventType, Image, Section, StandingPage, StandingPageVersion, localized
from articles.models.logged import LoggedModel
from articles.models.people import display_name
from articles.refusals import Refused
from articles.workflow.permissions import Actor

PUBLISH = "articles.publish_standingpage"


class StandingPageRefused(Refused):
    """A refused publication or restoration of a standing page."""


@log.unit_of_work()
def publish_page(page: StandingPage, language: str, *, by: Actor, seen: str = "") -> StandingPageVersion:
    """Publish the draft of one language; readers see it from now on.

    seen  the digest of the draft that the user saw, "" for any

    Raise StandingPageRefused if the draft has changed since, has no title, is already published, or shows a
    picture that it may not use; also if the text is empty before the first publication.
    """
    if by is not None and not by.has_perm(PUBLISH):
        raise PermissionDenied
    page = lock_page(page, language, seen, by=by)
    published = page.versions.filter(language=language, is_published=True)
    draft, last = page.draft(language), published.order_by("-number").first()
    if not draft.title:
        raise StandingPageRefused(_("Enter a title before publishing."))
    if last is None and not draft.body:
        raise StandingPageRefused(_("Enter a text before publishing."))
    if last is not None and last.digest == draft.digest:
        raise StandingPageRefused(_("Readers already see this version."))
    refuse_pictures(draft, last)
    version = add_version(page, language, by=by)
    details = page.log_details() | {"version": version.number, "digest": version.digest}
    log.record(EventType.PUBLISHED, page, by=by, language=language, **details)
    return version


def refuse_pictures(draft: StandingPageVersion, last: StandingPageVersion | None) -> None:
    """Raise StandingPageRefused for pictures whose rights or contracts do not permit them.

    A picture of the last published version (`last`) may stay if its rights are valid and its contract keeps
    the archive.
    """
    at, shown = clock.now(), references(last.body).images if last else ()
    images = Image.objects.filter(pk__in=references(draft.body).images).select_related("contract")
    refused = [
        str(image.pk)
        for image in images.order_by("pk")
        if not image.may_be_printed(at, [draft.language])
        and not (
            image.pk in shown and image.has_rights(at) and image.contract and image.contract.keeps_archive
        )
    ]
    if refused:
        words = _("The rights or the contracts of these images do not permit them here now: %(numbers)s.")
        raise StandingPageRefused(words % {"numbers": ", ".join(refused)})


@log.unit_of_work()
def restore_page_version(version: StandingPageVersion, *, by: Actor, seen: str = "") -> StandingPage:
    """Copy a version to the draft of its page, and return the page.

    The current draft is first saved as an unpublished version, unless it is empty or equal to a version.

    seen  the digest of the draft that the user saw, "" for any

    Raise StandingPageRefused if the draft has changed since. The caller checks the user's permission.
    """
    page = lock_page(version.page, version.language, seen, by=by)
    draft = page.draft(version.language)
    kept = {saved.digest for saved in page.versions.filter(language=version.language)}
    if draft.body and draft.digest not in kept:
        add_version(page, version.language, by=by, is_published=False)
    page.changed_by = by
    texts = {localized(name, version.language): getattr(version, name) for name in ("title", "body")}
    for name, text in texts.items():
        setattr(page, name, text)
    page.save(update_fields=list(texts))
    return page


def lock_page(page, language, seen, *, by):
    """Return the current page under its lock. Raise StandingPageRefused if the user saw another draft."""
    page = StandingPage.objects.select_for_update(no_key=True).get(pk=page.pk)
    if seen and seen != page.draft(language).digest:
        reason = _("Someone else changed the draft in the meantime. These are the differences now.")
        changes = Event.objects.filter(subject_type="standingpage", subject_id=page.pk)
        latest = changes.filter(type=EventType.CHANGED).select_related("actor").first()
        if latest and latest.actor and latest.actor == by:
            reason = _("You changed the draft in another window. These are the differences now.")
        raise StandingPageRefused(reason)
    return page


def add_version(page, language, *, by, is_published=True):
    """Save the draft of a language as the next version, and return it."""
    last = page.versions.filter(language=language).aggregate(last=Max("number"))["last"] or 0
    version = page.draft(language)
    version.number, version.saved_by, version.is_published = last + 1, by, is_published
    version.saved_at = clock.now()
    version.save()
    return version


class RowOrderRefused(Refused):
    """A refused order of rows: it has other rows, or is based on an outdated order."""


def ordered_ids(model: type[LoggedModel]) -> list[int]:
    """Return the ids of all rows of a model, in the order that readers see."""
    return list(model.objects.order_by("position", "id").values_list("pk", flat=True))


def last_position(model: type[LoggedModel]) -> int:
    """Return the position that puts a new row after all others."""
    last = model.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@log.unit_of_work()
def arrange_rows(model: type[Section | StandingPage], order: list[int], *, seen: list[int], by: Actor) -> int:
    """Put all rows of a model in an order, and return the number of rows that moved.

    order  the ids in the new order
    seen   the ids in the order that the user saw

    Raise PermissionDenied, or RowOrderRefused if the order has changed or `order` has other rows.
    """
    if by is not None and not by.has_perm(f"articles.change_{model._meta.model_name}"):
        raise PermissionDenied
    model.objects.lock_table()  # type: ignore[union-attr]  # both have a LoggedQuerySet
    if ordered_ids(model) != seen:
        raise RowOrderRefused(_changed_by(model, by))
    if sorted(order) != sorted(seen):
        raise RowOrderRefused(_("The order must contain each row of the list once."))
    if order == seen:
        return 0
    rows = {row.pk: row for row in model.objects.select_for_update(no_key=True)}
    moved = [(rows[pk], position) for position, pk in enumerate(order) if rows[pk].position != position]
    for row, position in moved:
        row.position, row.changed_by = position, by
        row.save(update_fields=["position"])
    return len(moved)


def _changed_by(model, by):
    """Return the refusal for a list that has changed, with the user's name if known."""
    latest = Event.objects.filter(subject_type=model._meta.model_name).select_related("actor").first()
    if latest is None or latest.actor is None:
        return _("The list has changed in the meantime. Nothing was moved: this is its order now.")
    if latest.actor == by:
        return _("You changed the list in another window. Nothing was moved: this is its order now.")
    name = display_name(latest.actor)
    words = _("%(name)s changed the list in the meantime. Nothing was moved: this is its order now.")
    return words % {"name": name}
