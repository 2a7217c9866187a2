"""The words for what was found in a file that came back."""

from django.utils.translation import gettext_lazy

REASONS = {
    "unknown": gettext_lazy("The story has no such segment."),
    "repeated": gettext_lazy("The file says two different things for this segment."),
    "empty": gettext_lazy("The file has no text for it; the translation here was kept."),
    "left_out": gettext_lazy("It was left out here, with a reason; take it in again at the workbench first."),
    "long": gettext_lazy("The text is too long for such a segment."),
    "copied": gettext_lazy(
        "The file repeats the source, as tools do where nothing is translated. Write it here to keep it."
    ),
    "partial": gettext_lazy("Only a part of the segment is translated."),
}
PROBLEMS = {
    "unknown": gettext_lazy("the tag %(tag)s is none of the source and was left out"),
    "doubled": gettext_lazy("the tag %(tag)s stands twice; it was kept once"),
    "unopened": gettext_lazy("the tag %(tag)s ends but does not begin; it was left out"),
    "unclosed": gettext_lazy("the tag %(tag)s begins but does not end; it was left out"),
    "crossing": gettext_lazy("the tag %(tag)s begins inside another tag and ends outside"),
    "missing": gettext_lazy("the tag %(tag)s of the source is missing"),
}


def reason(dropped):
    """Why a segment was not taken."""
    return str(REASONS[dropped.reason])


def problem(error):
    """What is wrong with a tag: a TagError in words."""
    return str(PROBLEMS[error.kind]) % {"tag": f"⟨{error.label}⟩"}
