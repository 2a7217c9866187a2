"""Files that are sent to translators: of which kind, under which name."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from newsroom.interchange.xliff.formats import markdown, written

# name: (what it is called, how its names end, its type)
KINDS = {
    "1.2": (
        gettext_lazy("XLIFF 1.2, which most translation tools read best"),
        "xlf",
        "application/xliff+xml",
    ),
    "2.1": (gettext_lazy("XLIFF 2.1"), "xlf", "application/xliff+xml"),
    "markdown": (gettext_lazy("Markdown, to read and write without a tool"), "md", "text/markdown"),
}
MOST_STORIES = 100  # in one file


def content(stories, kind):
    """The bytes of a file of one of KINDS."""
    return markdown.written(stories) if kind == "markdown" else written(stories, kind)


def name(parcels, kind):
    """ "story-12-ko.xlf", of several "stories-12-15-17-ko.xlf"; ASCII alone."""
    numbers = [str(parcel.article.pk) for parcel in parcels]
    told = "-".join(numbers if len(numbers) <= 4 else [numbers[0], f"and-{len(numbers) - 1}-more"])
    language = parcels[0].language.value
    return f"{'story' if len(numbers) == 1 else 'stories'}-{told}-{language}.{KINDS[kind][1]}"


def response(parcels, kind):
    """The file as something to keep, never to show."""
    data = content([parcel.story for parcel in parcels], kind)
    named = {"Content-Disposition": f'attachment; filename="{name(parcels, kind)}"'}
    named["X-Content-Type-Options"] = "nosniff"
    return HttpResponse(data, content_type=f"{KINDS[kind][2]}; charset=utf-8", headers=named)
