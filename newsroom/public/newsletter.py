"""The newsletter form, and the pages behind the links in its messages.

No cookies are used: readers prove that an address is theirs by opening a link in a message. A GET changes
nothing, because mail scanners follow links. Mail programs unsubscribe with a POST (RFC 8058).
"""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.annotations import NewsroomRequest
from newsroom.accounts.limits import Limit, TooManyAttempts, count, network_key
from newsroom.newsletters.models import LONGEST_ADDRESS, TEST_TOKEN
from newsroom.newsletters.subscriptions import (
    confirm_subscription,
    find_subscription,
    normal_address,
    request_subscription,
    unsubscribe,
)
from newsroom.pagecache.addresses import FIXED
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.responses import PRIVATE, public_page

HOUR = 3_600  # seconds
MANY_REQUESTS = gettext_lazy("There were too many requests. Try again in an hour.")
BY_NETWORK = Limit("newsletter-network", 20, HOUR, MANY_REQUESTS)
FOR_ADDRESS = Limit("newsletter-address", 5, HOUR, MANY_REQUESTS)
LINKS = Limit("newsletter-links", 120, HOUR, MANY_REQUESTS)
ONE_CLICK = ("List-Unsubscribe", "One-Click")  # the field and value that mail programs post (RFC 8058)


class SubscriptionForm(forms.Form):
    """Form for the email address of a reader."""

    address = forms.EmailField(
        label=gettext_lazy("Email address"),
        max_length=LONGEST_ADDRESS,
        error_messages={
            "required": gettext_lazy("Enter your email address."),
            "invalid": gettext_lazy("This is not an email address. Enter one like name@example.com."),
            "max_length": gettext_lazy("This is too long for an email address."),
        },
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false", "lang": "zxx"}),
    )


def only_with_newsletters(view: Callable) -> Callable:
    """Decorate a view for subscribing: 404 if settings.NEWSLETTERS is off. Unsubscribing always works."""

    @wraps(view)
    def respond(request, *args, **kwargs):
        if not settings.NEWSLETTERS:
            raise Http404
        return view(request, *args, **kwargs)

    return respond


def personal_page(view: Callable) -> Callable:
    """Decorate a view for one reader: its page is neither cached nor indexed, and needs no cookie.

    An address with `?at=` is 404, because the time machine only shows pages that all readers share.
    """

    @csrf_exempt
    @wraps(view)
    def respond(request, *args, **kwargs):
        if "at" in request.GET:
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = PRIVATE
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"  # the address of the page is a secret
        return response

    return respond


@public_page(FIXED)
@only_with_newsletters
def newsletter_page(request: NewsroomRequest, language: str) -> HttpResponse:
    """Show the form for subscribing."""
    return render_form(request, Frame.read(language), SubscriptionForm())


@personal_page
@only_with_newsletters
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: NewsroomRequest, language: str) -> HttpResponse:
    """Send a confirmation message to the address. The response is the same for known and unknown addresses.

    422 for an invalid address, 429 for too many requests. A GET redirects to the form, because browsers may
    reopen this address after an error.
    """
    if request.method != "POST":
        return HttpResponseRedirect(reverse("public:newsletter", args=[language]))
    frame, form = Frame.read(language), SubscriptionForm(request.POST)
    if not form.is_valid():
        return render_form(request, frame, form, status=422)
    address = form.cleaned_data["address"]
    try:
        count((BY_NETWORK, network_key(request)), (FOR_ADDRESS, normal_address(address)))
    except TooManyAttempts as refusal:
        form.add_error("address", str(refusal))
        return retry_after(refusal, render_form(request, frame, form, status=429))
    request_subscription(address, language, request.at)
    return HttpResponseRedirect(reverse("public:newsletter_requested", args=[language]))


@personal_page
@only_with_newsletters
@require_safe
def requested_page(request: NewsroomRequest, language: str) -> HttpResponse:
    words = _(
        "We sent a message to this address. Open it and confirm your subscription. If it does not arrive "
        "within a few minutes, check your spam folder. If you already get the newsletter, the message says "
        "so."
    )
    return render_step(request, Frame.read(language), _("Check your mail"), words)


@personal_page
@only_with_newsletters
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: NewsroomRequest, language: str, token: str) -> HttpResponse:
    """Show a button to confirm the subscription; a POST confirms it.

    404 for an expired link, 429 for too many requests.
    """
    frame = Frame.read(language)
    try:
        count((LINKS, network_key(request)))
    except TooManyAttempts as refusal:
        refused = render_step(request, frame, _("Too many requests"), str(refusal), status=429)
        return retry_after(refusal, refused)
    row = find_subscription(token, language)
    if row is None:
        words = _("This link no longer works. Enter your address again to get a new one.")
        return render_step(request, frame, _("Link expired"), words, status=404, is_over=True)
    if request.method == "POST":
        confirm_subscription(row, request.at)
        words = _("You are now subscribed to the newsletter of %(newspaper)s.") % {"newspaper": frame.name}
        return render_step(request, frame, _("Subscribed"), words)
    words = _("Do you want to get the newsletter of %(newspaper)s at %(address)s?")
    words %= {"newspaper": frame.name, "address": row.address}
    return render_step(
        request, frame, _("Confirm your subscription"), words, button=_("Confirm subscription")
    )


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: NewsroomRequest, language: str, token: str) -> HttpResponse:
    """Show a button to unsubscribe. A POST, sent by the button or by a mail program, unsubscribes at once."""
    frame, row = Frame.read(language), find_subscription(token, language)
    if token == TEST_TOKEN:
        words = _(
            "This is the link of a test message. In a real newsletter, it leads to an unsubscribe button."
        )
        return render_step(request, frame, _("Unsubscribe"), words)
    if request.method == "POST" and row is not None:
        unsubscribe(row)
    if request.method == "POST" and request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        return HttpResponse(_("Unsubscribed") + "\n", content_type="text/plain; charset=utf-8")
    if row is None or request.method == "POST":
        words = _("You will no longer get the newsletter of %(newspaper)s. Your address was deleted.")
        words %= {"newspaper": frame.name}
        return render_step(request, frame, _("Unsubscribed"), words, is_over=settings.NEWSLETTERS)
    words = _("Do you want to unsubscribe from the newsletter of %(newspaper)s?") % {"newspaper": frame.name}
    return render_step(request, frame, _("Unsubscribe"), words, button=_("Unsubscribe"))


def retry_after(refusal, response):
    response.headers["Retry-After"] = str(refusal.seconds)
    return response


def render_form(request, frame, form, *, status=200):
    if form.errors:
        form.fields["address"].widget.attrs["autofocus"] = True
    head = Head(
        headline=_("Newsletter"),
        description=_("The newsletter of %(newspaper)s by email") % {"newspaper": frame.name},
        canonical="" if form.is_bound else reverse("public:newsletter", args=[frame.language]),
        there=reverse("public:newsletter", args=[frame.there]),
        robots="noindex, follow",
    )
    return render_page(request, "public/newsletter.html", frame, head, status=status, form=form)


def render_step(request, frame, headline, words, *, button="", is_over=False, status=200):
    """Render a step of subscribing or unsubscribing: a text and, if given, a button.

    is_over  whether to add a link to the form
    """
    # Without newsletters, the other language has no form: the switch leads to its front page.
    there = reverse("public:newsletter", args=[frame.there]) if settings.NEWSLETTERS else ""
    head = Head(headline=headline, there=there)
    context = {"words": words, "button": button, "is_over": is_over}
    return render_page(request, "public/newsletter_step.html", frame, head, status=status, **context)
