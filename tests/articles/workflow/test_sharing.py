from contextlib import suppress
from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.signing import Signer

from articles.models import Event, EventType, PreviewLink
from articles.workflow.permissions import ROLES
from articles.workflow.preview_links import link_of, open_with, revoke, share
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, make_article, make_user

DAY = timedelta(days=1)


class SharingTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article, cls.editor = make_article(), make_user()

    def share(self, **told):
        return share(self.article, **({"for_whom": "Counsel", "days": 3, "by": self.editor} | told))


class ShareTests(SharingTestCase):
    def test_a_link_is_for_somebody_and_expires(self):
        link = self.share(language="ko")
        self.assertEqual((link.for_whom, link.language, link.created_by), ("Counsel", "ko", self.editor))
        self.assertEqual(link.expires_at, NOON + 3 * DAY)
        self.assertIn(link, PreviewLink.objects.open(NOON + 3 * DAY - HOUR))
        self.assertNotIn(link, PreviewLink.objects.open(NOON + 3 * DAY))

    def test_the_log_tells_for_whom(self):
        self.share(language="ko")
        event = Event.objects.first()
        self.assertEqual((event.type, event.language), (EventType.PREVIEW_SHARED, "ko"))
        self.assertEqual((event.actor, event.reason), (self.editor, "Counsel"))

    def test_only_who_may_add_links_shares_and_revokes(self):
        link = self.share()
        reporter = make_user("reporter", role="Reporters")
        with self.assertRaises(PermissionDenied):
            self.share(by=reporter)
        with self.assertRaises(PermissionDenied):
            revoke(link, by=reporter)
        self.assertEqual(PreviewLink.objects.open().count(), 1)

    def test_the_desks_and_the_managing_editors_may(self):
        sharing = []
        for role in ROLES:
            with suppress(PermissionDenied):
                self.share(by=make_user(role, role=role))
                sharing.append(role)
        self.assertEqual(sharing, ["English desk", "Korean desk", "Managing editors"])


class RevokeTests(SharingTestCase):
    def test_a_revoked_link_is_closed_by_somebody(self):
        link = revoke(self.share(), by=self.editor)
        self.assertEqual((link.revoked_by, link.revoked_at), (self.editor, NOON))
        self.assertFalse(PreviewLink.objects.open().exists())
        self.assertEqual(Event.objects.first().type, EventType.PREVIEW_REVOKED)

    def test_what_is_closed_stays_as_it_is(self):
        first = revoke(self.share(), by=self.editor)
        again = revoke(first, by=make_user("other"), at=NOON + HOUR)
        self.assertEqual((again.revoked_by, again.revoked_at), (self.editor, NOON))
        expired = revoke(self.share(days=1), by=self.editor, at=NOON + DAY)
        self.assertIsNone(expired.revoked_at)
        self.assertEqual(Event.objects.filter(type=EventType.PREVIEW_REVOKED).count(), 1)


class TokenTests(SharingTestCase):
    def test_leads_to_its_link_alone(self):
        one, other = self.share(), self.share(for_whom="A source")
        self.assertEqual((link_of(one.token), link_of(other.token)), (one, other))

    def test_none_can_be_guessed(self):
        link = self.share()
        former = Signer(sep=".", salt="articles.preview_link").sign_object(link.pk)
        self.assertEqual(len(link.token), 32)
        for token in (
            str(link.pk),
            link.token_digest,
            link.token[:-1],
            f"{link.token}x",
            former,
            "",
            "\udc00",
        ):
            with self.subTest(repr(token)):
                self.assertIsNone(link_of(token))

    def test_earlier_addresses_stay_valid(self):
        link = self.share()
        import_module("articles.migrations.0018_preview_token_digests").digest_tokens(apps, None)
        self.assertEqual(link_of(Signer(sep=".", salt="articles.preview_link").sign_object(link.pk)), link)

    def test_only_the_digest_is_stored(self):
        link = self.share()
        self.assertNotIn(link.token, repr(PreviewLink.objects.values().get()))
        self.assertFalse(hasattr(PreviewLink.objects.get(), "token"))

    def test_openings_are_kept(self):
        link = self.share()
        open_with(link, browser="b" * 300, network="203.0.113.0/24", at=NOON)
        visit = link.visits.get()
        self.assertEqual((visit.at, len(visit.browser), visit.network), (NOON, 200, "203.0.113.0/24"))
