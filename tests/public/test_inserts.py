"""Pages of stories with what is set apart from their text: pull quotes."""

from django.urls import reverse

from articles.publishing import quick_fix
from tests.factories import HOUR, make_standing_page, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import page_of, publish_again, tell, texts

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
