"""Pages with embeds of other sites: their text, and the content security policy."""

from django.urls import reverse

from articles.models import EditionKind
from articles.publishing import quick_fix
from articles.publishing.verification import broken_seals
from tests.factories import HOUR, make_standing_page, make_user, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import make_image, page_of, publish_again, tell, texts
from tests.public.test_language_purity import foreign
from tests.public.test_side_by_side import SideCase


def figure(name, caption="A caption."):
    return f'<figure data-embed="{name}"><figcaption>{caption}</figcaption></figure>'


VIDEO = figure("youtube:dQw4w9WgXcQ", "The launch.")
MAP = figure("openstreetmap:15/37.5547/126.9707")
TEXT = "<p>The harbor opens on Monday.</p>"


def frame_sources(response):
    """Return the frame sources of a page's policy; "" for none."""
    directives = dict(
        part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";")
    )
    return directives.get("frame-src", "")


class StoryTests(ArticleCase):
    def open(self, body):
        self.story = tell(body_en=body)
        self.address = f"/en/articles/{self.story.pk}/harbor-opens/"
        return self.client.get(self.address)

    def test_policy_names_the_providers_in_the_text_and_no_others(self):
        response = self.open(TEXT + VIDEO + MAP + VIDEO)
        self.assertEqual(
            frame_sources(response), "https://www.openstreetmap.org https://www.youtube-nocookie.com"
        )

    def test_policy_of_other_stories_allows_no_frame_and_no_script_is_loaded(self):
        response = self.open(TEXT)
        self.assertEqual(frame_sources(response), "")
        self.assertNotContains(response, "embeds.js")

    def test_words_that_look_like_an_address_of_a_frame_add_nothing(self):
        words = 'data-frame="https://evil.example/ data-frame="https://www.youtube-nocookie.com.evil.example/'
        self.assertEqual(frame_sources(self.open(f"<p>{words}</p>")), "")

    def test_unchanged_page_keeps_its_policy(self):
        first = self.open(TEXT + VIDEO)
        again = self.client.get(self.address, headers={"If-None-Match": first["ETag"]})
        self.assertEqual(again.status_code, 304)
        self.assertEqual(frame_sources(again), frame_sources(first))

    def test_placeholder_names_the_site_and_links_to_it(self):
        page = page_of(self.open(TEXT + VIDEO))
        self.assertEqual(texts(page, "//figure//button"), ["Load the video from YouTube"])
        self.assertEqual(texts(page, "//figure//figcaption"), ["The launch."])
        self.assertEqual(page.xpath("//figure//a/@href"), ["https://www.youtube.com/watch?v=dQw4w9WgXcQ"])
        self.assertEqual(page.xpath("//iframe"), [])

    def test_earlier_editions_show_it_too(self):
        self.open(TEXT + VIDEO)
        rewrite(self.story, body_en=TEXT)
        publish_again(self.story)
        response = self.client.get(reverse("public:edition", args=["en", self.story.pk, "harbor-opens", 1]))
        self.assertEqual(frame_sources(response), "https://www.youtube-nocookie.com")
        self.assertContains(response, "Load the video from YouTube")

    def test_history_says_what_came_and_went(self):
        self.open(TEXT + VIDEO)
        self.clock.shift(HOUR)
        rewrite(self.story, body_en=TEXT + MAP)
        publish_again(self.story, kind=EditionKind.UPDATE)
        page = page_of(self.client.get(f"{self.address}history/"))
        words = " ".join(texts(page, "//main"))
        self.assertIn("Embeds", words)
        self.assertIn("Video on YouTube (dQw4w9WgXcQ)", words)
        self.assertIn("Map on OpenStreetMap (15/37.5547/126.9707)", words)

    def test_history_says_that_its_title_changed(self):
        named = VIDEO.replace("><figcaption", ' data-title="First ship"><figcaption')
        self.open(TEXT + named)
        self.clock.shift(HOUR)
        rewrite(self.story, body_en=TEXT + named.replace("First", "Second"))
        publish_again(self.story, kind=EditionKind.UPDATE)
        page = page_of(self.client.get(f"{self.address}history/"))
        self.assertEqual(texts(page, "//main//ins")[-1:], ["[added: Second]"])

    def test_shows_the_facts_that_were_sealed_with_our_picture(self):
        image = make_image(alt_en="A crane", credit_en="YouTube")
        facts = f' data-image="{image.pk}" data-title="First ship" data-author="Harbor TV"'
        named = VIDEO.replace("><figcaption", f"{facts}><figcaption")
        self.open(TEXT + named)
        rewrite(self.story, body_en=TEXT + VIDEO)
        image.credit_en = "Somebody"
        image.save(update_fields=["credit_en"])
        response = self.client.get(self.address)
        page = page_of(response)
        self.assertEqual(texts(page, "//figure//cite"), ["First ship"])
        self.assertEqual(texts(page, "//p[@class='embed__author']"), ["Harbor TV"])
        [picture] = page.xpath("//figure//img")
        self.assertTrue(picture.get("src").startswith(image.file.url))
        self.assertEqual(texts(page, "//span[@class='picture__credit']"), ["YouTube"])
        self.assertEqual(list(broken_seals()), [])
        self.assertIn("First ship", self.client.get("/en/feed.atom").content.decode())

    def test_quick_fix_keeps_it(self):
        self.open(TEXT + VIDEO)
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, body=TEXT.replace("harbor", "harbour") + VIDEO)
        response = self.client.get(self.address)
        self.assertContains(response, "harbour")
        self.assertContains(response, "Load the video from YouTube")

    def test_feeds_have_a_link(self):
        self.open(TEXT + VIDEO)
        feed = self.client.get("/en/feed.atom").content.decode()
        self.assertIn("https://www.youtube.com/watch?v=dQw4w9WgXcQ", feed)
        self.assertNotIn("data-frame", feed)
        self.assertNotIn("button", feed)
        self.assertIn("The launch.", feed)

    def test_preview_loads_it_inside_the_frame_of_the_admin(self):
        self.open(TEXT + VIDEO)
        self.client.force_login(make_user())
        response = self.client.get(reverse("previews:staff", args=[self.story.pk, "en"]))
        self.assertEqual(frame_sources(response), "https://www.youtube-nocookie.com")
        self.assertIn("frame-ancestors 'self'", response["Content-Security-Policy"])


class StandingPageTests(ArticleCase):
    def test_standing_pages_show_it(self):
        make_standing_page(title_en="About", body_en=TEXT + MAP)
        response = self.client.get(reverse("public:standing_page", args=["en", "about"]))
        self.assertEqual(frame_sources(response), "https://www.openstreetmap.org")
        self.assertContains(response, "embeds.js")


class SideBySideTests(SideCase):
    def test_shows_it_in_both_languages_with_the_words_of_each(self):
        self.tell(
            body_en=TEXT + VIDEO,
            body_ko="<p>항구가 월요일에 열린다.</p>" + VIDEO.replace("The launch.", "발사."),
        )
        for language in ("en", "ko"):
            response = self.response(language)
            self.assertEqual(frame_sources(response), "https://www.youtube-nocookie.com")
            self.assertContains(response, "embeds.js")
            self.assertEqual(
                sorted(texts(page_of(response), "//figure//button")),
                ["Load the video from YouTube", "유튜브에서 동영상 불러오기"],
            )

    def test_korean_page_has_no_english_words(self):
        self.tell(
            body_en=TEXT + VIDEO, body_ko="<p>항구가 월요일에 열린다.</p>" + MAP.replace("A caption.", "역.")
        )
        response = self.client.get(self.addresses["ko"].removesuffix("side-by-side/"))
        self.assertEqual(foreign(response), [])
