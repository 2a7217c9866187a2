"""The screens of claims: permissions to open and post them, the list, the form, the panel."""

from datetime import timedelta

from lxml import html
from time_machine import travel

from articles.workflow.permissions import ROLES
from newsroom.claims.actions import ACTIONS
from newsroom.claims.models import Claim
from tests.cases import ClockTestCase
from tests.claims.cases import make_claim
from tests.factories import NOON, make_published, make_user

CLAIMS, LOG = "/admin/claims/claim/", "/admin/security/securityevent/"
RECORDED = {
    "kind": "reply",
    "route": "letter",
    "claimant": "Port office",
    "wording": "The harbor never closed.",
    "published_on": "2026-03-02",
    "received_on": "2026-03-02",
    "learned_on": "",
}


class ClaimScreensTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.chief = make_user("chief")
        cls.story = make_published(languages=("en", "ko"))

    def text(self, address, **query):
        response = self.client.get(address, query)
        self.assertEqual(response.status_code, 200)
        return " ".join(html.fromstring(response.content.decode()).text_content().split())


class WhoSeesThemTests(ClaimScreensTestCase):
    def test_managing_editors_alone_see_claims_or_that_there_are_any(self):
        claim = make_claim(by=self.chief, article=self.story)
        story = f"/admin/articles/article/{self.story.pk}/change/"
        for number, role in enumerate([*ROLES, None]):
            may = role == "Managing editors"
            self.client.force_login(make_user(f"person{number}", role=role))
            pages = [CLAIMS, f"{CLAIMS}add/", f"{CLAIMS}{claim.pk}/change/", f"{CLAIMS}{claim.pk}/history/"]
            pages += [f"{CLAIMS}{claim.pk}/do/{name}/" for name in ACTIONS]
            with self.subTest(role):
                statuses = {self.client.get(page).status_code for page in pages}
                self.assertLessEqual(statuses, {200, 302} if may else {403})
                for page in ("/admin/", story, "/admin/articles/event/"):
                    shown = "laim" in self.client.get(page).content.decode()
                    self.assertEqual(shown, may, page)

    def test_the_security_log_tells_administrators_of_all_else(self):
        make_claim(by=self.chief, article=self.story)
        self.client.force_login(make_user("admin", role="Administrators"))
        for user, kinds in ((None, {"login", "groups_added"}), (self.chief, {"claim"})):
            if user:
                self.client.force_login(user)
            found = {event.kind for event in self.client.get(LOG).context["cl"].result_list}
            with self.subTest(user):
                self.assertLessEqual(kinds, found)
                self.assertEqual("claim" in found, user is not None)

    def test_others_post_nothing(self):
        claim = make_claim(by=self.chief, article=self.story)
        posts = {f"{CLAIMS}add/": RECORDED | {"article": self.story.pk}}
        posts |= {
            f"{CLAIMS}{claim.pk}/do/{name}/": {
                "reason": "No.",
                "publish_by": "2026-03-09",
                "state": "settled",
            }
            for name in ACTIONS
        }
        posts[f"{CLAIMS}{claim.pk}/delete/"] = {"post": "yes"}
        for number, role in enumerate([*ROLES, None]):
            if role == "Managing editors":
                continue
            self.client.force_login(make_user(f"person{number}", role=role))
            for address, data in posts.items():
                with self.subTest(role=role, address=address):
                    self.assertEqual(self.client.post(address, data).status_code, 403)
        self.assertEqual([one.state for one in Claim.objects.all()], ["received"])


class ScreenTests(ClaimScreensTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.chief)

    def test_a_claim_is_recorded_from_its_story(self):
        self.assertIn("Record a claim…", self.text(f"/admin/articles/article/{self.story.pk}/change/"))
        form = self.client.get(f"{CLAIMS}add/", {"article": self.story.pk}).context["adminform"].form
        self.assertEqual(str(form.initial["published_on"]), "2026-03-02")
        self.client.post(f"{CLAIMS}add/", RECORDED | {"article": self.story.pk})
        claim = Claim.objects.get()
        self.assertEqual((claim.article, claim.recorded_by), (self.story, self.chief))
        page = self.text(f"{CLAIMS}{claim.pk}/change/")
        for words in ("Answer by March 5 3 days left", "Claims possible until", "Accept the claim…"):
            self.assertIn(words, page)

    def test_the_form_refuses_days_that_cannot_be(self):
        data = RECORDED | {"article": self.story.pk, "received_on": "2026-03-03"}
        self.assertContains(self.client.post(f"{CLAIMS}add/", data), "This day is in the future.")
        data = RECORDED | {"article": self.story.pk, "received_on": "2026-03-01"}
        self.assertContains(self.client.post(f"{CLAIMS}add/", data), "older than the publication")
        self.assertFalse(Claim.objects.exists())

    def test_actions_are_pages_with_a_button_that_names_the_effect(self):
        claim = make_claim(by=self.chief, article=self.story)
        page = f"{CLAIMS}{claim.pk}/do/accept/"
        form = html.fromstring(self.client.get(page).content.decode())
        self.assertEqual(form.xpath("//form//input[@type='submit']/@value"), ["Accept the claim"])
        self.assertEqual(form.xpath("//input[@name='publish_by']/@value"), ["2026-03-09"])
        self.assertEqual(self.client.post(page, {"publish_by": ""}).status_code, 422)
        done = self.client.post(page, {"publish_by": "2026-03-09"}, follow=True)
        self.assertContains(done, "Accepted. Enter the agreed text next.")
        again = self.client.post(page, {"publish_by": "2026-03-09"}, follow=True)
        self.assertContains(again, "no longer needed")

    def test_the_list_and_the_first_screen_count_down(self):
        claim = make_claim(by=self.chief, article=self.story)
        self.assertIn("3 days left", self.text(CLAIMS, state="open"))
        for days, words in ((3, "Due today"), (4, "1 day late")):
            with travel(NOON + timedelta(days=days), tick=False):
                page = html.fromstring(self.client.get("/admin/").content.decode())
                [row] = page.xpath("//section[@aria-labelledby='claims-heading']//li")
                self.assertIn(words, row.text_content())
                self.assertEqual(bool(row.xpath(".//*[contains(@class, 'chip-missing')]")), days == 4)
        self.client.post(f"{CLAIMS}{claim.pk}/do/refuse/", {"reason": "The story is true."})
        self.assertNotIn("Open claims", self.text("/admin/"))
        self.assertNotIn("days left", self.text(CLAIMS))
