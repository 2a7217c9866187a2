"""Redirects, their use counts, and the normal form of addresses.

`/2020/01/%ed%95%ad%ea%b5%ac/?b=2&a=1` and `/2020/01/항구?a=1&b=2` are the same address. In the normal form,
percent-encoding is decoded as far as possible, Hangul is composed, parameters are sorted, and the path has no
trailing slash. Normalisation is idempotent and takes linear time.
"""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Substr
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition
from articles.models.language import Language
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.people import Author
from articles.models.publication import StandingPage
from articles.models.taxonomy import Section, Topic

LONGEST = 500  # characters of a normal form, limited by the index
# Characters that stay percent-encoded: those with a meaning in URLs, and invisible ones.
INVISIBLE = r"\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
IN_PATH = re.compile(rf"[{INVISIBLE}\\%?#]")
IN_QUERY = re.compile(rf"[{INVISIBLE}\\%&=+#]")
# Parameters that track where a reader comes from. They do not identify a page.
TRACKING = re.compile(
    r"(utm_[^=]*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl|n_media"
    r"|napm|nacn)(=|$)"
)


class AddressParts(NamedTuple):
    """The path and the parameters of an address, in normal form."""

    path: str
    parameters: list[str]

    def __str__(self):
        return self.path + (f"?{'&'.join(self.parameters)}" if self.parameters else "")


def split_address(address: str) -> AddressParts:
    """Return the parts of a path with an optional query. Ignore a fragment."""
    path, _mark, query = address.partition("#")[0].partition("?")
    names = [_decoded(name, IN_PATH) for name in path.split("/")]
    names = [name for part in names for name in part.split("/") if name]  # decoding may produce slashes
    parameters = sorted(_parameter(parameter) for parameter in query.split("&") if parameter)
    return AddressParts("/" + "/".join(names), parameters)


def normal_address(address: str) -> str:
    """Return the normal form of a path with an optional query."""
    return str(split_address(address))


def requested_address(path: str, query: str) -> str:
    """Return the address of a request, from its decoded path and its query."""
    # Escape each "%", except in bytes that are not UTF-8: Django keeps those percent-encoded.
    path = re.sub(r"%(?![89A-Fa-f][0-9A-Fa-f])", "%25", path)
    return path.replace("?", "%3F").replace("#", "%23") + (f"?{query}" if query else "")


def address_candidates(parts: AddressParts) -> list[str]:
    """Return the old addresses that a requested address may match, most specific first.

    They are the address with all parameters, the address without tracking parameters, and the path. Return []
    for `/`, which is a page, unless it has parameters other than tracking parameters.
    """
    own = [parameter for parameter in parts.parameters if not TRACKING.match(parameter)]
    if parts.path == "/" and not own:
        return []
    candidates = [str(parts), str(AddressParts(parts.path, own)), parts.path]
    return [address for address in dict.fromkeys(candidates) if address != "/" and len(address) <= LONGEST]


def tracking_parameters(parts: AddressParts) -> list[str]:
    return [parameter for parameter in parts.parameters if TRACKING.match(parameter)]


def with_parameters(target: str, parameters: list[str]) -> str:
    """Append parameters to an address, before its fragment."""
    if not parameters:
        return target
    address, mark, fragment = target.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{'&'.join(parameters)}{mark}{fragment}"


def normal_target(address: str) -> str:
    """Return a target on this site in normal form, but with its trailing slash and fragment."""
    rest, mark, fragment = address.partition("#")
    path, query = split_address(rest)
    if path != "/" and rest.partition("?")[0].endswith("/"):
        path += "/"
    return f"{AddressParts(path, query)}{mark}{_decoded(fragment, IN_PATH)}"


def _parameter(text):
    name, mark, value = text.partition("=")
    return _decoded(name.replace("+", " "), IN_QUERY) + mark + _decoded(value.replace("+", " "), IN_QUERY)


def _decoded(part, held):
    """Decode percent-encoding, except for characters in `held` and for bytes that are not UTF-8."""
    data = unquote_to_bytes(part.encode("utf-8", "ignore"))
    text = unicodedata.normalize("NFC", data.decode("utf-8", "surrogateescape"))
    return held.sub(lambda match: quote(match[0].encode("utf-8", "surrogateescape"), safe=""), text)


LONGEST_TARGET = 1000
# Pages whose URL contains a slug: {path segment: model}.
NAMED_PAGES = {"sections": Section, "topics": Topic, "authors": Author, "pages": StandingPage}


class RedirectKind(models.TextChoices):
    STORY = "story", _("To a story")
    ADDRESS = "address", _("To an address")
    GONE = "gone", _("Gone for good")


class RedirectQuerySet(LoggedQuerySet):
    def unused(self):
        """Return the redirects that were never used."""
        return self.filter(use=None)

    def broken(self, at=None):
        """Return the redirects to a missing page of this site.

        The target is a story that was never live, or a section, topic, author or standing page that does not
        exist. URLs of other sites are not checked.
        """
        begun = Edition.objects.begun(at).filter(article=OuterRef("article"))
        is_broken = Q(~Exists(begun), kind=RedirectKind.STORY)
        for language in Language.values:
            for part, model in NAMED_PAGES.items():
                prefix = f"/{language}/{part}/"
                named = model.objects.filter(slug=Substr(OuterRef("target_key"), len(prefix) + 1))
                is_broken |= Q(~Exists(named), target_key__startswith=prefix) & ~Q(
                    target_key__contains="/feed."
                )
        return self.filter(is_broken)


class Redirect(LoggedModel):
    """An old address and its target.

    old_address  a path with its query, as returned by normal_address
    target       the short address of a story, a path of this site, a URL of another site, or "" for gone
    target_key   normal form of a target on this site, to find chains; "" otherwise
    article, language  the story and its language, if the target is a story

    User input is applied with point_to(). Bulk changes are made by newsroom.redirects.rules only.
    """

    old_address = models.CharField(
        _("old address"),
        max_length=LONGEST,
        unique=True,
        help_text=_("Path with its query, e.g. /2019/05/harbor/ or /?p=123. The whole URL works too."),
        error_messages={"unique": _("There is a redirect for this address already.")},
    )
    target = models.CharField(
        _("new address"),
        max_length=LONGEST_TARGET,
        default="",
        blank=True,
        help_text=_(
            "Address of a story or of another page of this site, or of another site beginning with https://. "
            "Leave empty if the page is gone for good: readers are told so (410)."
        ),
    )
    kind = models.CharField(_("kind"), max_length=7, choices=RedirectKind, editable=False)
    target_key = models.CharField(max_length=LONGEST, default="", editable=False)
    article = models.ForeignKey(
        "articles.Article",
        models.CASCADE,  # only stories that were never published can be deleted
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("story"),
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default="", editable=False)

    objects = RedirectQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["-id"]
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        base_manager_name = "objects"
        indexes = [models.Index(name="redirect_by_target", fields=["target_key"])]
        constraints = [
            models.CheckConstraint(
                name="redirect_starts_at_a_path",
                condition=Q(old_address__startswith="/") & ~Q(old_address="/"),
            ),
            models.CheckConstraint(
                name="redirect_leads_to_one_kind_of_target",
                condition=Q(kind=RedirectKind.GONE, target="", target_key="", article=None, language="")
                | (Q(kind=RedirectKind.ADDRESS, article=None, language="") & ~Q(target=""))
                | Q(
                    kind=RedirectKind.STORY,
                    article__isnull=False,
                    language__in=Language.values,
                    target=Concat(
                        Value("/"),
                        "language",
                        Value("/articles/"),
                        Cast("article_id", models.CharField()),
                        Value("/"),
                    ),
                ),
            ),
            models.CheckConstraint(
                name="redirect_target_is_a_path_or_url",
                condition=Q(target="")
                | (Q(target__startswith="/") & ~Q(target__startswith="//") & ~Q(target_key=""))
                | (Q(target_key="") & (Q(target__startswith="https://") | Q(target__startswith="http://"))),
            ),
            models.CheckConstraint(
                name="redirect_does_not_lead_to_itself", condition=~Q(target_key=F("old_address"))
            ),
        ]

    def __str__(self):
        return f"{self.old_address} → {self.target or '410'}"

    def point_to(self, target: str, article_id: int | None = None, language: str = "") -> None:
        """Set the target and the fields derived from it. Does not save.

        target  as returned by newsroom.redirects.targets.parse_target; "" for gone, or with article_id
        """
        self.article_id, self.language = article_id, language
        self.target = story_address(article_id, language) if article_id else target
        self.target_key = normal_address(self.target) if self.target.startswith("/") else ""
        if article_id:
            self.kind = RedirectKind.STORY
        else:
            self.kind = RedirectKind.ADDRESS if target else RedirectKind.GONE

    def log_details(self):
        story = {"article": self.article_id} if self.article_id else {}
        return super().log_details() | story


class RedirectUse(models.Model):
    """Number of uses of a redirect, and the day of the last one. An unused redirect has no row."""

    redirect = models.OneToOneField(Redirect, models.CASCADE, primary_key=True, related_name="use")
    count = models.PositiveBigIntegerField(_("uses"))
    last_day = models.DateField(_("last used"))

    class Meta:
        verbose_name = _("use of a redirect")
        verbose_name_plural = _("uses of redirects")
        default_permissions = ()
        constraints = [models.CheckConstraint(name="redirect_was_used", condition=Q(count__gt=0))]

    def __str__(self):
        return f"{self.redirect_id}: {self.count}"


def story_address(article_id: int, language: str) -> str:
    """Return the short address of a story, which does not depend on its headline."""
    return f"/{language}/articles/{article_id}/"
