"""Refusals of changes of live coverage."""

from django.utils.translation import gettext_lazy as _

from articles.refusals import Refused


class LiveRefused(Refused):
    """Refusal of a change of live coverage; `reasons` say why, in the user's language.

    field  of the form, which is to change; "" for none
    """

    def __init__(self, *reasons, field=""):
        super().__init__(*reasons)
        self.field = field


class AlreadyPosted(LiveRefused):
    """A form that was sent before with something else; `entry` is the LiveEntry of then."""

    def __init__(self, entry):
        self.entry = entry
        super().__init__(
            _(
                "This form has been published already, with other words or settings. To publish these as "
                "well, press again."
            )
        )


class EntryChanged(LiveRefused):
    """An entry that somebody else has changed meanwhile; `entry` is its present row, or None."""

    def __init__(self, entry, reason):
        self.entry = entry
        super().__init__(reason)
