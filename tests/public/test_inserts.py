"""Pages of stories with what is set apart from their text: pull quotes, fact boxes."""

from django.urls import reverse

from articles.publishing import quick_fix
from tests.factories import HOUR, make_standing_page, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import page_of, publish_again, tell, texts
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
