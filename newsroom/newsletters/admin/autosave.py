"""Drafts of newsletters, kept while a person types, and offered when the form is opened again."""

from articles.admin.autosave import AutosaveViews
from articles.admin.forms.draft_fields import unsaved_columns
from newsroom.newsletters.admin.forms import TYPED, new_language
from newsroom.newsletters.models import NewsletterDraft, NewsletterIssue


class NewsletterAutosave(AutosaveViews):
    """Addresses at which drafts of newsletters are kept and dropped, and what the form shows of them."""

    drafts = NewsletterDraft

    def accepted(self, request, row, typed, shown):
        """Keep the language of a new newsletter with what was typed, so that it is restored in its form."""
        fields, shown = super().accepted(request, row, typed, shown)
        if fields and row is None:
            fields["language"] = [new_language(request)]
        return fields, shown

    def unsaved(self, draft, row):
        """Return the fields that somebody typed in, texts with their differences."""
        language = row.language if row else "".join(draft.fields.get("language", ()))
        fields = {name: values for name, values in draft.fields.items() if name != "language"}
        return unsaved_columns(fields, NewsletterIssue, row, texts=dict.fromkeys(TYPED, language))

    def context(self, request, row, recovered, *, with_drafts):
        found = super().context(request, row, recovered, with_drafts=with_drafts)
        if row is None:
            found["autosave"]["address"] += f"?language={new_language(request)}"
        return found
