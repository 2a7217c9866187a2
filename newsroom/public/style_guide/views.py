"""The page of the style guide, for developers."""

from django.urls import reverse
from django.utils.translation import pgettext

from articles.models.language import Language
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.responses import public_page
from newsroom.public.style_guide.specimens import style_guide_chapters


@public_page
def style_guide_page(request, language):
    """Show every partial in both languages and both schemes. Only registered while DEBUG is on."""
    return render_page(
        request,
        "public/style_guide.html",
        Frame.read(language),
        Head(
            headline=pgettext("style guide", "Style guide"),
            description=pgettext(
                "style guide",
                "Every component of the public pages, in both languages and both color schemes.",
            ),
            canonical=reverse("public:style_guide", args=[language]),
            alternates={code: reverse("public:style_guide", args=[code]) for code in Language.values},
            robots="noindex",
        ),
        chapters=style_guide_chapters(language),
    )
