"""Base class of the actions that a person can take on one language of a story."""

from articles.checks.registry import examine
from articles.workflow.permissions import may
from articles.workflow.transitions import is_last_writer


class StoryAction:
    """One action: its button, the rules for it, its form and its effect.

    name             in addresses and button values, "submit"
    label            of the button
    done             the message after it was performed
    kind_labels      {EditionKind: label of the button that sends the form once that kind is chosen in it}
    verbs            the permissions of which a user needs one in the language
    form_class       an ActionForm that is filled on a page of its own, or None
    guide            a sentence above that form
    is_grave         whether the button is styled as dangerous
    is_review        whether a text moves on in review: open segments of a translation are shown before
    is_inspected     whether preflight findings are shown before, and warnings have to be confirmed
    is_for_both      whether the user needs the permission in the other language as well
    for_last_writer  True: only for the author of the last change; False: only for others; None: for both
    """

    name = label = done = guide = ""
    kind_labels = {}
    verbs = ()
    form_class = None
    is_grave = is_review = is_inspected = is_for_both = False
    for_last_writer = None

    @property
    def submit_label(self):
        return str(self.label).rstrip("…")

    def is_available(self, status):
        """Return whether the action is possible at a LanguageStatus."""
        raise NotImplementedError

    def is_permitted(self, user, language):
        return any(may(user, verb, language) for verb in self.verbs)

    def is_offered(self, user, status):
        """Return whether a user may take the action at a LanguageStatus now."""
        if not self.is_permitted(user, status.language) or not self.is_available(status):
            return False
        if self.is_for_both and not self.is_permitted(user, status.there.language):
            return False
        is_last = self.for_last_writer
        return is_last is None or is_last == is_last_writer(user, status.progress)

    def examine(self, status):
        """Return the preflight findings before the form is filled."""
        return examine(status.article, status.progress)

    def open_findings(self, status):
        """Return the findings that are not waived; none if the action is not inspected."""
        return [one for one in self.examine(status) if one.waiver is None] if self.is_inspected else []

    def perform(self, article, language, *, by, seen, after, **cleaned):
        """Take the action and return its result. Raise TransitionRefused or PublicationRefused.

        seen     the version of the text that the user saw
        after    the number of the latest edition that the user saw
        cleaned  the values of the form, by keyword
        """
        raise NotImplementedError

    def done_message(self, result):
        return self.done
