"""The history of a working copy: who changed what in which language, with the text before and after."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.article_standing import headline_language
from articles.body import plain_text
from articles.models import Article, Author, Event, Image, Language, Section, Topic, localized
from articles.workflow.snapshot import TEXT_FIELDS

RECORDS_A_PAGE = 25


class HistoryAdmin:
    """The part of ArticleAdmin that tells what happened to a story. Nothing is changed from here."""

    def history_view(self, request, object_id, extra_context=None):
        article = self.get_object(request, unquote(object_id))
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        records = article.history.select_related("history_user").order_by("-history_date", "-history_id")
        page = Paginator(records, RECORDS_A_PAGE).get_page(request.GET.get("p"))
        # Each record is compared with the one before it, so one more is read than is shown.
        shown = list(records[max(page.start_index() - 1, 0) : page.end_index() + 1])
        pairs = zip(shown, [*shown[1:], None], strict=True)
        events = Event.objects.about(article).select_related("actor")[:100]
        names = Names()
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "opts": self.opts,
            "object": article,
            "headline_language": headline_language(article),
            "page": page,
            "records": [told(new, old, names) for new, old in list(pairs)[: len(page.object_list)]],
            "events": [(event, Language(event.language).label if event.language else "") for event in events],
        } | (extra_context or {})
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/articles/article/history.html", context)


def told(record, before, names):
    """One record for the template: {"record", "changes": [{"label", "language", "before", "after"}]}."""
    changes = [*text_changes(record, before), *row_changes(record, before)]
    return {"record": record, "changes": changes + filing_changes(record, before, names)}


def text_changes(record, before):
    for language in Language:
        for field in TEXT_FIELDS:
            name = localized(field, language)
            new, old = getattr(record, name), getattr(before, name, "")
            if new != old:
                as_read = plain_text if field == "body" else str
                label = Article._meta.get_field(name).verbose_name
                yield change(capfirst(label), as_read(old), as_read(new), language)


def row_changes(record, before):
    """Titles, summaries and names in the related block and among the sources, by language."""
    for kind, label in [("related", _("Related stories")), ("sources", _("Sources"))]:
        for language in Language:
            new, old = (words_of(one, kind, language) for one in (record, before))
            if new != old:
                named = _("%(field)s (%(language)s)") % {"field": label, "language": language.label}
                yield change(named, old, new, language)


def words_of(record, kind, language):
    rows = record.snapshot.get(kind, {}).get(language.value, []) if record else []
    return "\n".join(" — ".join(filter(None, words)) for _pk, *words in rows if any(words))


def filing_changes(record, before, names):
    new, old = record.snapshot.get("filing", {}), before.snapshot.get("filing", {}) if before else {}
    labels = {
        "source_language": _("written in"),
        "section_id": _("section"),
        "lead_image_id": _("lead picture"),
        "topics": _("topics"),
        "bylines": _("bylines"),
        "related": _("Related stories"),
        "sources": _("Sources"),
    }
    return [
        change(capfirst(label), names.of(key, old.get(key)), names.of(key, new.get(key)))
        for key, label in labels.items()
        if new.get(key) != old.get(key)
    ]


def change(label, before, after, language=""):
    return {"label": label, "before": before, "after": after, "language": language}


class Names:
    """What numbers in a record stand for, each kind looked up once."""

    MODELS = {"section_id": Section, "lead_image_id": Image, "topics": Topic, "bylines": Author}

    def __init__(self):
        self.known = {}

    def of(self, key, value):
        if not value:
            return ""
        if key == "source_language":
            return Language(value).label
        if key == "bylines":
            return ", ".join(self._name(key, author) for author, _role, _position in value)
        if key in self.MODELS:
            return ", ".join(self._name(key, pk) for pk in (value if isinstance(value, list) else [value]))
        if key == "related":
            return "\n".join(str(url or target or "—") for _pk, _place, target, url, *_rest in value)
        return "\n".join(
            " — ".join(filter(None, [url, note])) or "—" for _pk, _kind, url, note, *_rest in value
        )

    def _name(self, key, pk):
        if key not in self.known:
            self.known[key] = {}
        if pk not in self.known[key]:
            self.known[key][pk] = str(self.MODELS[key].objects.filter(pk=pk).first() or f"#{pk}")
        return self.known[key][pk]
