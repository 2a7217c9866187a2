"""Pull quotes, fact boxes and galleries on the pages of stories."""

from django.urls import reverse

from articles.models import EditionKind
from articles.publishing import quick_fix
from tests.factories import HOUR, NOON, make_standing_page, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import make_image, page_of, publish_again, tell, texts
from tests.public.test_side_by_side import SideCase

TEXT = "<p>“Ferries sail at dawn,” Han said.</p>"
QUOTE = '<blockquote data-kind="pull-quote"><p>Ferries sail at dawn</p></blockquote>'
STYLE = "css/inserts"


class InsertCase(ArticleCase):
    def open(self, body, **fields):
        self.story = tell(body_en=body, **fields)
        self.address = f"/en/articles/{self.story.pk}/harbor-opens/"
        return self.client.get(self.address)


class PullQuoteTests(InsertCase):
    def test_stands_beside_the_text_and_is_heard_once(self):
        response = self.open(TEXT + QUOTE)
        self.assertEqual(texts(page_of(response), "//aside[@aria-hidden='true']"), ["Ferries sail at dawn"])
        self.assertContains(response, STYLE)

    def test_other_pages_do_not_load_its_style(self):
        self.assertNotContains(self.open(TEXT), STYLE)

    def test_takes_no_time_to_read(self):
        long = "word " * 700
        quote = f'<blockquote data-kind="pull-quote"><p>{long}</p></blockquote>'
        self.assertContains(self.open(f"<p>{long}</p>{quote}"), "3 min read")

    def test_feeds_say_its_words_once(self):
        self.open(TEXT + QUOTE)
        feed = self.client.get("/en/feed.atom").content.decode()
        self.assertEqual(feed.count("Ferries sail at dawn"), 1)

    def test_quick_fix_keeps_it_and_earlier_editions_have_it(self):
        self.open(TEXT + QUOTE)
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, body=(TEXT + QUOTE).replace("dawn", "noon"))
        self.assertContains(self.client.get(self.address), "insert--pull-quote")
        rewrite(self.story, body_en=TEXT)
        publish_again(self.story)
        response = self.client.get(reverse("public:edition", args=["en", self.story.pk, "harbor-opens", 1]))
        self.assertContains(response, "insert--pull-quote")
        self.assertContains(response, STYLE)

    def test_standing_pages_show_it(self):
        make_standing_page(title_en="About", body_en=TEXT + QUOTE)
        self.assertContains(self.client.get(reverse("public:standing_page", args=["en", "about"])), STYLE)


BOX = '<aside data-kind="fact-box"><h3>{}</h3><p>{}</p><ul><li><p>{}</p></li></ul></aside>'


class FactBoxTests(InsertCase):
    def test_is_a_part_of_the_page_and_of_the_feed_with_its_title(self):
        response = self.open(TEXT + BOX.format("The line", "It is long.", "11 km"))
        page = page_of(response)
        [name] = page.xpath("//aside[contains(@class, 'insert--fact-box')]/@aria-labelledby")
        self.assertEqual(texts(page, f"//*[@id='{name}']"), ["The line"])
        self.assertContains(response, STYLE)
        feed = self.client.get("/en/feed.atom").content.decode()
        self.assertIn("The line", feed)
        self.assertIn("aside", feed)


class FactBoxSideBySideTests(SideCase):
    def test_faces_its_translation_line_by_line_under_its_label(self):
        self.tell(
            TEXT + BOX.format("The line", "It is long.", "11 km"),
            "<p>“새벽에 떠난다.” 한 도선사의 말이다.</p>" + BOX.format("뱃길", "길다.", "11킬로미터"),
        )
        self.assertEqual(
            self.pairs()[1:],
            [["Fact boxThe line", "정보 상자뱃길"], ["It is long.", "길다."], ["11 km", "11킬로미터"]],
        )
        self.assertContains(self.response(), STYLE)


def figure(image, caption=""):
    return f'<figure data-image="{image.pk}"><figcaption>{caption}</figcaption></figure>'


def gallery(*figures):
    return f'<div data-kind="gallery">{"".join(figures)}</div>'


GROUP = "//div[@role='group'][@aria-label='Gallery, 2 pictures']"


class GalleryTests(InsertCase):
    def setUp(self):
        super().setUp()
        self.images = [make_image(caption_en="At the quay."), make_image(caption_en="At sea.")]
        self.gallery = gallery(figure(self.images[0], "At <em>noon</em>"), figure(self.images[1]))

    def test_shows_its_pictures_with_captions_and_credits_and_opens_each_large(self):
        response = self.open(TEXT + self.gallery)
        page = page_of(response)
        self.assertEqual(len(page.xpath(f"{GROUP}//figure//source")), 4)
        self.assertEqual(texts(page, f"{GROUP}//*[@class='picture__caption']"), ["At noon", "At sea."])
        [first, _second] = page.xpath(f"{GROUP}//a/@href")
        self.assertRegex(first, r"/whole-\d+\.webp$")
        self.assertContains(response, STYLE)

    def test_a_picture_without_rights_leaves_it(self):
        self.open(TEXT + self.gallery)
        self.images[0].rights_until = NOON
        self.images[0].save()
        page = page_of(self.client.get(self.address))
        self.assertEqual(page.xpath(GROUP), [])
        self.assertEqual(texts(page, "//*[@class='picture__caption']"), ["At sea."])

    def test_feeds_have_single_pictures(self):
        self.open(TEXT + self.gallery)
        feed = self.client.get("/en/feed.atom").content.decode()
        self.assertEqual(feed.count("&lt;figure"), 2)
        self.assertNotIn("whole-1.webp", feed)
        self.assertNotIn("&lt;div", feed)

    def test_its_title_is_on_the_page_in_feeds_and_in_the_history(self):
        titled = self.gallery.replace("<figure", "<h3>Harbor at work</h3><figure", 1)
        page = page_of(self.open(TEXT + titled))
        [title] = page.xpath("//*[contains(@class, 'gallery__title')]")
        self.assertEqual(title.getnext().get("aria-label"), "Gallery, 2 pictures: Harbor at work")
        self.assertIn("&lt;strong&gt;Harbor at work", self.client.get("/en/feed.atom").content.decode())
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, body=TEXT + titled.replace("at work", "at rest"))
        self.assertContains(self.client.get(self.address), "Harbor at rest</h2>")
        self.clock.shift(HOUR)
        rewrite(self.story, body_en=TEXT + titled.replace("at work", "asleep"))
        publish_again(self.story, kind=EditionKind.UPDATE)
        self.assertContains(self.client.get(f"{self.address}history/"), "asleep")

    def test_history_tells_of_pictures_that_came_and_of_captions(self):
        self.open(TEXT + self.gallery)
        self.clock.shift(HOUR)
        new = make_image(alt_en="A gull", caption_en="")
        changed = gallery(figure(self.images[0], "At dusk"), figure(self.images[1]), figure(new))
        rewrite(self.story, body_en=TEXT + changed)
        publish_again(self.story, kind=EditionKind.UPDATE)
        history = self.client.get(f"{self.address}history/")
        for words in ("A gull", "dusk"):
            self.assertContains(history, words)

    def test_quick_fix_keeps_it(self):
        self.open(TEXT + self.gallery)
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, body=(TEXT + self.gallery).replace("noon", "dusk"))
        page = page_of(self.client.get(self.address))
        self.assertEqual(texts(page, f"{GROUP}//*[@class='picture__caption']"), ["At dusk", "At sea."])


class GallerySideBySideTests(SideCase):
    def test_pictures_face_each_other_and_are_shown_once(self):
        images = [make_image(credit_en="", credit_ko=""), make_image(credit_en="", credit_ko="")]
        english = gallery(*(figure(image, "At sea.") for image in images))
        korean = gallery(*(figure(image, "바다에서.") for image in images))
        self.tell(TEXT + english, "<p>“새벽에 떠난다.” 한 도선사의 말이다.</p>" + korean)
        self.assertEqual(self.pairs()[1:], [["GalleryAt sea.", "화보바다에서."], ["At sea.", "바다에서."]])
        self.assertEqual(len(self.page().xpath("//*[@class='pair__picture']//img")), 2)

    def test_titles_face_each_other_under_the_labels(self):
        image = make_image(credit_en="", credit_ko="")
        english, korean = (
            gallery(f"<h3>{title}</h3>", figure(image, caption), figure(make_image(credit_en=""), caption))
            for title, caption in (("Harbor at work", "At sea."), ("일하는 항구", "바다에서."))
        )
        self.tell(TEXT + english, "<p>“새벽에 떠난다.” 한 도선사의 말이다.</p>" + korean)
        self.assertEqual(self.pairs()[1], ["GalleryHarbor at work", "화보일하는 항구"])
