"""The base class of refusals."""


class Refused(Exception):
    """A change, or a text or file of a user, that is refused; `reasons` say why, in the user's language."""

    def __init__(self, *reasons):
        self.reasons = list(reasons)
        super().__init__(*reasons)

    def __str__(self):
        return " ".join(str(reason) for reason in self.reasons)
