"""What is told beside a segment that goes out: why it is asked for again, its terms, what was noted on it."""

from bisect import bisect_right
from collections import defaultdict

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Note, Term, other
from articles.text.glossary import offers
from articles.text.translation.freshness import State
from newsroom.translations.rows import change_reason

BETWEEN = "\n\n"


class Remarks:
    """Those on the segments of some stories: one query for the glossary, two for the notes.

    reader  who is to read the notes, None for nobody
    """

    def __init__(self, article_ids, reader):
        self.terms = tuple(term.entry() for term in Term.objects.valid_on(timezone.localdate()))
        self.threads = defaultdict(list)
        if reader is None or not reader.has_perm("articles.view_note"):
            return
        threads = Note.objects.threads().open().filter(article__in=article_ids).exclude(passage="")
        for thread in threads.select_related("written_by").prefetch_related("replies__written_by"):
            self.threads[thread.article_id].append(thread)

    def of(self, parcel):
        """{place of a unit: [text]} of a Parcel."""
        found = defaultdict(list)
        for place, unit in parcel.units.values():
            found[place] += _on_changes(unit, parcel.translation)
        self._add_terms(found, parcel)
        self._add_notes(found, parcel)
        return found

    def _add_terms(self, found, parcel):
        """A term is looked for in the whole story: what it is called in full may stand elsewhere."""
        places = [place for place, _unit in parcel.units.values()]
        words = [_words(parcel.translation.sources_of(unit)) for _place, unit in parcel.units.values()]
        begins = [0]
        for text in words:
            begins.append(begins[-1] + len(text) + len(BETWEEN))
        terms = defaultdict(dict)
        for offer in offers(BETWEEN.join(words), other(parcel.language), self.terms):
            if offer.first and offer.is_certain:
                for one in offer.found:
                    terms[places[bisect_right(begins, one.start) - 1]][one.form] = offer
        for place, forms in terms.items():
            told = "; ".join(f"{form} → {_forms(offer)}" for form, offer in forms.items())
            found[place].append(_("Glossary: %(terms)s") % {"terms": told})

    def _add_notes(self, found, parcel):
        """Each open thread at the first segment that holds its passage, white space apart."""
        for thread in self.threads[parcel.article.pk]:
            wanted = "".join(thread.passage.split())
            side = "targets_of" if thread.language == parcel.language else "sources_of"
            for place, unit in parcel.units.values():
                if wanted in "".join(_words(getattr(parcel.translation, side)(unit)).split()):
                    found[place] += [_said(note) for note in (thread, *thread.replies.all())]
                    break


def _on_changes(unit, translation):
    sources, targets = translation.sources_of(unit), translation.targets_of(unit)
    told = [change_reason(unit, sources)]
    if unit.state == State.STALE and unit.made.sources:
        told.append(_("It was translated from: “%(words)s”") % {"words": _words(unit.made.sources)})
    if len(targets) > 1:
        told.append(
            _("Its translation stands in several paragraphs; a new one from the file makes them one.")
        )
    return [one for one in told if one]


def _words(segments):
    return " ".join(one.words for one in segments)


def _forms(offer):
    """ "한국은행, later 한은": first what is written at first."""
    if offer.later in ("", offer.first):
        return offer.first
    return _("%(first)s, later %(later)s") % {"first": offer.first, "later": offer.later}


def _said(note):
    name = note.written_by.get_full_name() or note.written_by.get_username()
    return f"{name}: {note.text}"
