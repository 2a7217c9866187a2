"""What placing says when it refuses."""


class PlacingRefused(Exception):
    """It cannot be placed, moved or ended so; `reasons` says why, in the user's language."""

    def __init__(self, *reasons):
        self.reasons = list(reasons)
        super().__init__(" ".join(str(reason) for reason in reasons))


class PlaceMoved(PlacingRefused):
    """Somebody else has changed the place since the person looked."""
