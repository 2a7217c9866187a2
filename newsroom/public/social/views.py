"""The image for shared links to a story."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.media.renditions.files import NotNow, fetch_card
from articles.media.storage import StorageUnavailable
from articles.models.edition import Edition
from newsroom.public.frame import Frame
from newsroom.public.media import FOR_EVERY_SITE, KEPT, PICTURE_POLICY, public_cache_control, seconds_until
from newsroom.public.responses import PRIVATE
from newsroom.public.site_files import SHARE_PICTURE
from newsroom.public.social.card import draw_card, social_card, social_card_url


@csrf_exempt
@require_safe
@csp_override(PICTURE_POLICY)
def social_card_file(request: HttpRequest, language: str, article_id: int, digest: str) -> HttpResponseBase:
    """Serve the card of a live edition; redirect old and invented addresses to the current one."""
    edition = Edition.objects.live(request.at).of(article_id, language).for_list().first()
    if edition is None:
        raise Http404
    with translation.override(language):
        frame = Frame.read(language)
    card = social_card(edition, frame, request.at)
    if card.digest != digest:
        return redirect_uncached(social_card_url(edition, frame, request.at))
    etag = f'"{digest}"'
    # The digest in the address proves that the card is current: a 304 needs no drawing.
    response = get_conditional_response(request, etag=etag) or card_response(card)
    if response.status_code in KEPT:
        response.headers["ETag"] = etag
        # With a picture only until the rights of the picture end.
        seconds = seconds_until(edition.lead_image.rights_until if card.picture else None, request.at)
        response.headers["Cache-Control"] = public_cache_control(seconds, is_immutable=True)
    else:
        response.headers["Cache-Control"] = PRIVATE
    response.headers.setdefault(*FOR_EVERY_SITE)
    return response


def card_response(card):
    """Return the file of a card, drawn if needed; if that fails now, redirect to the default picture."""
    digest = card.digest
    try:
        file = fetch_card(f"{digest[:2]}/{digest}.jpg", lambda: draw_card(card))
    except (NotNow, StorageUnavailable):
        return redirect_uncached(static(SHARE_PICTURE))
    return FileResponse(file, content_type="image/jpeg")


def redirect_uncached(address):
    response = HttpResponseRedirect(address)
    response.headers.setdefault(*FOR_EVERY_SITE)
    response.headers["Cache-Control"] = PRIVATE
    return response
