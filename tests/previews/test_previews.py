"""The working copy as readers would see it: in the newsroom, and by a link for outsiders."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from articles.models import Article, PreviewLink, PreviewVisit, Wanted
from articles.publishing import withdraw
from articles.workflow.edit_session import editing
from articles.workflow.preview_links import revoke, share
from tests.cases import ClockTestCase
from tests.factories import (
    HOUR,
    NOON,
    make_article,
    make_author,
    make_publication,
    make_published,
    make_topic,
    make_user,
    rewrite,
)
from tests.public.newsdesk import make_image, page_of, tell, texts

DAY = timedelta(days=1)


class PreviewTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        cls.editor = make_user()
        cls.article = make_article(languages=("en", "ko"), lead_image=make_image())

    def staff(self, language="en", article=None):
        self.client.force_login(self.editor)
        return self.client.get(f"/admin/preview/{(article or self.article).pk}/{language}/")


class StaffTests(PreviewTestCase):
    def test_the_working_copy_is_set_as_the_page_that_readers_will_have(self):
        topic, author = make_topic(), make_author()
        filing = {"topics": [topic], "authors": [author], "sources": [{"name_en": "Port office"}]}
        story = tell(
            languages=("en",), related=[{"url": "https://paper.example/", "title_en": "Elsewhere"}], **filing
        )
        live = page_of(self.client.get(f"/en/articles/{story.pk}/harbor-opens/"))
        for part in live.xpath("//details[@class='version'] | //div[@class='share']"):
            part.getparent().remove(part)  # unpublished stories have neither
        preview = page_of(self.staff(article=story))
        for place in (
            "//article",
            "//section[contains(@class, 'related')]",
            "//header[contains(@class, 'masthead')]//nav",
        ):
            with self.subTest(place):
                # A published page has its address for print; the preview has none yet.
                address = f"http://testserver/en/articles/{story.pk}/"
                as_printed = [text.replace(f"{address} ", "") for text in texts(live, place)]
                self.assertEqual(texts(preview, place), as_printed)

    def test_changes_are_shown_that_readers_do_not_have(self):
        story = make_published()
        rewrite(story, title_en="Harbor closes again")
        self.assertContains(self.staff(article=story), "Harbor closes again</h1>")
        self.assertNotContains(self.client.get(f"/en/articles/{story.pk}/harbor-opens/"), "closes again")

    def test_says_that_it_is_not_published_and_is_kept_by_nobody(self):
        response = self.staff()
        self.assertContains(response, "Preview, not the published page.")
        self.assertEqual(response["Cache-Control"], "private, no-store")
        self.assertIn("noindex", response["X-Robots-Tag"])
        self.assertFalse(response.has_header("ETag"))
        page = page_of(response)
        self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["noindex"])
        self.assertEqual(page.xpath("//link[@rel='canonical'] | //meta[starts-with(@property, 'og:')]"), [])

    def test_shows_itself_in_a_frame_of_ours_alone(self):
        response = self.staff()
        self.assertEqual(response["X-Frame-Options"], "SAMEORIGIN")
        self.assertIn("frame-ancestors 'self'", response["Content-Security-Policy"])
        self.assertIn("default-src 'none'", response["Content-Security-Policy"])
        leads_out = page_of(response).xpath("//a[starts-with(@href, '/en/') and not(@target='_top')]")
        self.assertEqual(leads_out, [])

    def test_each_language_leads_to_the_other(self):
        for language, there in (("en", "ko"), ("ko", "en")):
            page = page_of(self.staff(language))
            self.assertEqual(page.get("lang"), language)
            address = f"/admin/preview/{self.article.pk}/{there}/"
            self.assertEqual(page.xpath("//a[@class='masthead__language']/@href"), [address])
            self.assertEqual(page.xpath("//p[@class='story__other']/a/@href"), [address])

    def test_a_brief_and_an_unfinished_draft_have_pages_too(self):
        brief = make_article(languages=("ko", "en"), wanted={"en": Wanted.BRIEF})
        self.assertNotContains(self.staff("en", brief), "<p>The harbor opens.</p>")
        bare = make_article(languages=("en",), section=None, summary_en="", body_en="")
        self.assertContains(self.staff("en", bare), "No section yet")
        self.assertContains(self.staff("ko", bare), 'class="lost"')

    def test_what_was_withdrawn_is_previewed_as_it_would_come_back(self):
        story = make_published()
        self.clock.shift(HOUR)
        withdraw(story, "en", by=None, note="Taken back.")
        self.assertContains(self.staff(article=story), "Harbor opens</h1>")

    def test_costs_the_same_for_few_rows_and_for_many(self):
        filed = make_article(languages=("en", "ko"))
        for many in (6, 10):  # a page fills up with related stories unless there are this many
            for number in range(many):
                with editing(filed.pk) as copy:
                    copy.topics.add(make_topic(f"t{many}-{number}"))
                    copy.bylines.create(author=make_author(f"a{many}-{number}"))
                    copy.related_links.create(target=make_published(number=f" {many}-{number}"))
                    copy.sources.create(name_en=f"Office {number}", is_public=True)
            self.client.force_login(self.editor)
            with self.assertNumQueries(26):
                self.client.get(f"/admin/preview/{filed.pk}/en/")

    def test_nobody_else_sees_it(self):
        address = f"/admin/preview/{self.article.pk}/en/"
        anonymous = self.client.get(address)
        self.assertRedirects(anonymous, f"/admin/login/?next={address}")
        self.client.force_login(make_user("stranger", role=None))
        self.assertEqual(self.client.get(address).status_code, 403)
        self.assertEqual(self.staff(article=PreviewLink(pk=999)).status_code, 404)


class OutsiderTests(PreviewTestCase):
    def share(self, article=None, **told):
        article = article or self.article
        link = share(article, **({"for_whom": "Counsel", "days": 3, "by": self.editor} | told))
        return link, f"/preview/{link.token}/"

    def test_reads_the_working_copy_as_it_is_now(self):
        _link, address = self.share()
        self.assertContains(self.client.get(address), "Harbor opens</h1>")
        rewrite(self.article, title_en="Harbor closes")
        response = self.client.get(address)
        self.assertContains(response, "Harbor closes</h1>")
        self.assertContains(response, "For Counsel.")
        self.assertContains(response, "March 5, 2026, 9:00 p.m. KST")
        self.assertContains(self.client.get(f"{address}ko/"), "항구 문 열어</h1>")

    def test_needs_no_cookie_and_leaves_no_trace(self):
        _link, address = self.share()
        response = self.client.get(address)
        self.assertFalse(response.cookies)
        self.assertEqual(response["Cache-Control"], "private, no-store")
        self.assertIn("noindex", response["X-Robots-Tag"])
        self.assertEqual(response["Referrer-Policy"], "no-referrer")
        self.assertEqual(response["X-Frame-Options"], "DENY")
        self.assertNotContains(response, "/admin/")
        self.assertContains(self.client.get("/robots.txt"), "Disallow: /preview/")

    def test_each_opening_is_kept_and_nothing_else(self):
        link, address = self.share()
        reader = {"user-agent": "Reader/1.0"}
        self.client.get(address, headers=reader, REMOTE_ADDR="203.0.113.77")
        self.client.head(address, headers=reader)
        self.client.get(address, headers=reader | {"sec-purpose": "prefetch"})
        visit = link.visits.get()
        self.assertEqual((visit.browser, visit.network, visit.at), ("Reader/1.0", "203.0.113.0/24", NOON))
        self.client.get(address, REMOTE_ADDR="2001:db8:1:2::77")
        networks = set(link.visits.values_list("network", flat=True))
        self.assertEqual(networks, {"203.0.113.0/24", "2001:db8:1::/48"})

    def test_behind_a_proxy_the_proxy_says_who_it_was(self):
        link, address = self.share()
        with self.settings(BEHIND_PROXY=True):
            self.client.get(
                address, headers={"x-forwarded-for": "6.6.6.6, 198.51.100.7"}, REMOTE_ADDR="10.0.0.1"
            )
        self.assertEqual(link.visits.get().network, "198.51.100.0/24")

    def test_what_is_closed_tells_nothing(self):
        _link, expired = self.share(days=1)
        link, revoked = self.share()
        revoke(link, by=self.editor)
        self.clock.shift(DAY)
        told = set()
        for address, status in ((expired, 410), (revoked, 410), ("/preview/Mg.nonsense/", 404)):
            for path in (address, f"{address}ko/"):
                response = self.client.get(path)
                self.assertEqual(response.status_code, status, path)
                self.assertEqual(response["Cache-Control"], "private, no-store")
                self.assertIn("noindex", response["X-Robots-Tag"])
                told.add(response.content)
        self.assertEqual(len(told), 1)
        self.assertNotIn(b"arbor", told.pop())
        self.assertEqual(PreviewVisit.objects.count(), 0)

    def test_a_link_of_one_language_opens_that_alone(self):
        _link, address = self.share(language="ko")
        response = self.client.get(address)
        self.assertContains(response, "항구 문 열어</h1>")
        self.assertNotContains(response, "arbor opens")
        self.assertEqual(self.client.get(f"{address}en/").status_code, 404)
        self.assertNotContains(response, 'href="/preview/')

    def test_a_link_opens_nothing_of_another_story(self):
        secret = make_article(
            languages=("en", "ko"), title_en="Zzsecretzz", title_ko="zzsecretzz", summary_en="zzsecretzz"
        )
        with editing(self.article.pk) as copy:
            copy.related_links.create(target=secret)
            copy.body_en = f'<p>See <a data-article="{secret.pk}">there</a>.</p>'
        _link, address = self.share()
        page = self.client.get(address)
        for language in ("", "ko/"):
            text = self.client.get(f"{address}{language}").content.decode()
            self.assertNotIn("zzsecretzz", text.lower())
        links = re.findall(r'href="(/[^"]*)"', page.content.decode())
        self.client.logout()
        for link in links:
            self.assertNotIn("zzsecretzz", self.client.get(link).content.decode(errors="ignore").lower())

    def test_its_pictures_are_served(self):
        _link, address = self.share()
        page = page_of(self.client.get(address))
        [source] = page.xpath("//article//img/@src")
        sets = page.xpath("//article//source/@srcset")
        for picture in [source, *(one.split()[0] for one in sets)]:
            response = self.client.get(picture)
            self.assertEqual(response.status_code, 200, picture)
            self.assertEqual(response["Cache-Control"], "private, no-store")
            self.assertEqual(
                response["Content-Security-Policy"], "default-src 'none'; style-src 'unsafe-inline'; sandbox"
            )

    def test_the_pictures_of_its_gallery_open_large(self):
        figures = "".join(f'<figure data-image="{make_image().pk}"></figure>' for _number in range(2))
        with editing(self.article.pk) as copy:
            copy.body_en = f'<p>Ships.</p><div data-kind="gallery">{figures}</div>'
        _link, address = self.share()
        large = page_of(self.client.get(address)).xpath("//a[@class='gallery__link']/@href")
        self.assertEqual([self.client.get(one).status_code for one in large], [200, 200])

    def test_its_pictures_are_those_of_the_story_and_of_the_open_link_alone(self):
        link, address = self.share()
        [source] = page_of(self.client.get(address)).xpath("//article//img/@src")
        other = make_image()
        self.assertEqual(self.client.get(f"{address}media/{other.file.name}").status_code, 404)
        self.assertEqual(self.client.get(f"/preview/forged.token/media/{other.file.name}").status_code, 404)
        self.assertEqual(self.client.get("/media/" + source.partition("/media/")[2]).status_code, 404)
        with travel(link.expires_at, tick=False):
            self.assertEqual(self.client.get(source).status_code, 404)

    def test_nothing_but_reading_is_allowed(self):
        _link, address = self.share()
        self.assertEqual(self.client.post(address).status_code, 405)


class TypedTests(PreviewTestCase):
    """A POST shows the texts of an unsaved form."""

    def post(self, language="en", **posted):
        self.client.force_login(self.editor)
        return self.client.post(f"/admin/preview/{self.article.pk}/{language}/", posted)

    def test_typed_words_are_shown_and_nothing_is_written(self):
        before = Article.objects.filter(pk=self.article.pk).values().get()
        self.client.force_login(self.editor)
        with CaptureQueriesContext(connection) as queries:
            typed = {"title_en": 'Harbor "closes"', "body_en": "<p>Fog is coming.</p>"}
            page = self.client.post(f"/admin/preview/{self.article.pk}/en/", typed).content.decode()
        self.assertIn("Harbor “closes”", page)
        self.assertIn("Fog is coming.", page)
        self.assertIn("With changes that are not saved yet.", page)
        statements = {query["sql"].split()[0] for query in queries}
        self.assertEqual(statements & {"INSERT", "UPDATE", "DELETE"}, set())
        self.assertEqual(Article.objects.filter(pk=self.article.pk).values().get(), before)

    def test_what_is_not_posted_is_as_it_was_saved(self):
        page = self.post("ko", title_en="Harbor closes").content.decode()
        self.assertIn(self.article.title_ko, page)

    def test_it_is_neither_kept_nor_indexed_and_framed_by_us_alone(self):
        response = self.post(title_en="Harbor closes")
        self.assertIn("no-store", response["Cache-Control"])
        self.assertIn("noindex", response["X-Robots-Tag"])
        self.assertIn("frame-ancestors 'self'", response["Content-Security-Policy"])

    def test_hostile_values_are_shown_as_words_or_as_nothing(self):
        hostile = {
            "title_en": "<script>alert(1)</script>",
            "body_en": '<p onclick="x()">Fog<script>alert(2)</script></p><figure data-image="99"></figure>',
        }
        for value in ("-1", "²", "9" * 40, "x", "", "0 OR 1=1"):
            with self.subTest(value):
                response = self.post(**hostile, lead_image=value, section=value, version_en=value)
                page = response.content.decode()
                self.assertEqual(response.status_code, 200)
                self.assertNotIn("<script>alert", page)
                self.assertNotIn("onclick", page)

    def test_only_whoever_may_see_stories_sees_it(self):
        self.editor = make_user("stranger", role=None)
        self.assertEqual(self.post(title_en="Harbor closes").status_code, 403)
        self.client.logout()
        answer = self.client.post(f"/admin/preview/{self.article.pk}/en/", {"title_en": "x"})
        self.assertNotIn(answer.status_code, (200, 500))
