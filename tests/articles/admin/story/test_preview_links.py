"""The list of all preview links: their stories, owners and end, and the revoke button."""

from datetime import timedelta

from articles.models import PreviewLink
from articles.workflow.preview_links import open_with, revoke, share
from tests.articles.admin.test_lists import ListTestCase, words
from tests.factories import HOUR, NOON, make_article, make_user


class PreviewLinksTests(ListTestCase):
    def share(self, name, days=3, **told):
        return share(make_article(), for_whom=name, days=days, by=self.user, **told)

    def told(self, **query):
        rows = self.rows("previewlink", **query)
        return ["|".join(words(cell) for cell in row.xpath("td|th")[1:]) for row in rows]

    def test_what_is_open_stands_above_with_who_opened_it(self):
        self.share("A source", days=1)
        lawyer = self.share("The lawyer", language="ko")
        self.clock.shift(HOUR)
        open_with(lawyer)
        revoke(self.share("A friend", days=7), by=self.user)
        self.clock.shift(timedelta(days=1))
        open_one, expired, friend = self.told()
        self.assertTrue(open_one.startswith("The lawyer|Harbor opens|Korean|editor|Active|"))
        self.assertTrue(open_one.endswith("|Until March 5, 9 p.m.|Opened 1|Last opened March 2, 10 p.m."))
        self.assertIn("Revoked|Until March 2, 10 p.m.|Opened 0", friend)
        self.assertIn("A source|Harbor opens|Both languages|editor|Expired", expired)
        self.assertEqual(self.told(state="open"), [open_one])
        self.assertEqual(self.told(state="closed"), [expired, friend])

    def test_leads_to_the_links_of_the_story(self):
        link = self.share("The lawyer")
        [row] = self.rows("previewlink")
        place = f"/admin/articles/article/{link.article_id}/links/#link-{link.pk}"
        self.assertEqual(row.xpath(".//a/@href"), [place])
        response = self.client.get(f"/admin/articles/previewlink/{link.pk}/change/")
        self.assertRedirects(response, place)
        self.assertEqual(self.client.get("/admin/articles/previewlink/99/change/").status_code, 302)

    def revoke_all(self):
        chosen = list(PreviewLink.objects.values_list("pk", flat=True))
        data = {"action": "revoke_chosen", "_selected_action": chosen}
        return self.client.post("/admin/articles/previewlink/", data, follow=True)

    def test_those_who_may_share_revoke_what_is_open(self):
        first, second = self.share("The lawyer"), self.share("A source")
        revoke(second, by=make_user("other"))
        self.assertContains(self.revoke_all(), "1 link no longer works.")
        first.refresh_from_db()
        self.assertEqual((first.revoked_by, first.revoked_at), (self.user, NOON))
        second.refresh_from_db()
        self.assertEqual(second.revoked_by.username, "other")

    def test_others_see_them_and_revoke_nothing(self):
        self.share("The lawyer")
        self.client.force_login(make_user("reporter", role="Reporters"))
        self.assertEqual(len(self.told()), 1)
        self.revoke_all()
        self.assertFalse(PreviewLink.objects.exclude(revoked_at=None).exists())
        self.client.force_login(make_user("stranger", role=None))
        self.assertEqual(self.client.get("/admin/articles/previewlink/").status_code, 403)

    def test_queries_do_not_grow(self):
        self.assert_constant("previewlink", lambda number: self.share(f"Lawyer {number}"))
