"""Explanations of terms and topics at their first mention: text, language and links."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Term
from tests.factories import make_topic
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import tell, texts

TOLD = {"explanation_en": "Two ports agreed on it.", "explanation_ko": "두 항구가 맺었다."}


def make_term(**fields):
    return Term.objects.create(**({"name_en": "Strait Pact", "name_ko": "해협협정"} | TOLD | fields))


def mark(kind, row, words="the pact"):
    return f'<a data-{kind}="{row.pk}">{words}</a>'


class ExplainedTests(ArticleCase):
    def page(self, *marks, language="en", **fields):
        """Return the page of a story with marks in its text; fields are for tell()."""
        body = f"<p>{', '.join(marks)}.</p>"
        return self.read(tell(languages=(language,), **{f"body_{language}": body}, **fields), language)

    def explained(self, page):
        return texts(page, "//*[@popover]/p[not(a)]"), page.xpath("//*[@popover]//a/@href")

    def test_term_opens_its_explanation_at_its_first_mention(self):
        page = self.page(mark("term", make_term()))
        [target] = page.xpath("//div[@class='body']//button/@popovertarget")
        [opened] = page.xpath("//*[@popover]")
        self.assertEqual(opened.get("id"), target)
        self.assertEqual(self.explained(page), (["Strait Pact", "Two ports agreed on it."], []))

    def test_explanation_is_in_the_language_of_the_page(self):
        page = self.page(mark("term", make_term(), "협정"), language="ko")
        self.assertEqual(self.explained(page)[0], ["해협협정", "두 항구가 맺었다."])

    def test_explanation_in_the_other_language_alone_is_not_shown(self):
        for fields in ({"explanation_en": ""}, {"name_en": ""}):
            page = self.page(mark("term", make_term(**fields)))
            self.assertEqual(self.explained(page), ([], []))
            self.assertEqual(texts(page, "//div[@class='body']/p[not(*)]"), ["the pact."])

    def test_only_the_first_mention_opens_and_the_next_leads_to_the_topic_page(self):
        term = make_term(topic=make_topic())
        page = self.page(mark("term", term), mark("term", term, "it"), topics=[term.topic])
        self.assertEqual(texts(page, "//div[@class='body']//label"), ["the pact"])
        self.assertEqual(page.xpath("//div[@class='body']//a/@href"), ["/en/topics/harbours/"])
        self.assertEqual(self.explained(page)[1], ["/en/topics/harbours/"])

    def test_topic_opens_its_explanation(self):
        topic = make_topic(explanation_en="All about quays.", description_en="Salt and ships.")
        page = self.page(mark("topic", topic), topics=[topic])
        self.assertEqual(self.explained(page), (["Harbours", "All about quays."], ["/en/topics/harbours/"]))

    def test_topic_without_explanation_leaves_its_words(self):
        topic = make_topic(description_en="Salt and ships.", explanation_ko="부두 이야기.")
        page = self.page(mark("topic", topic), topics=[topic])
        self.assertEqual(texts(page, "//div[@class='body']/p[not(*)]"), ["the pact."])
        self.assertEqual(page.xpath("//*[@popover] | //link[contains(@href, 'mentions')]"), [])

    def test_later_mentions_of_a_topic_lead_to_its_page(self):
        topic = make_topic(explanation_en="All about quays.")
        page = self.page(mark("topic", topic), mark("topic", topic, "it"), topics=[topic])
        self.assertEqual(texts(page, "//div[@class='body']//a"), ["it"])
        self.assertEqual(page.xpath("//div[@class='body']//a/@href"), ["/en/topics/harbours/"])

    def test_topic_without_live_stories_leads_nowhere(self):
        topic = make_topic(explanation_en="All about quays.")
        page = self.page(mark("topic", topic), mark("term", make_term(topic=topic)))
        told = ["Harbours", "All about quays.", "Strait Pact", "Two ports agreed on it."]
        self.assertEqual(self.explained(page), (told, []))

    def test_merged_topics_are_explained_once_as_what_they_became(self):
        into = make_topic("ports", explanation_en="All about ports.")
        old = make_topic("quays", merged_into=into, explanation_en="Quays.")
        page = self.page(mark("topic", old), mark("topic", into, "b"), topics=[into])
        self.assertEqual(self.explained(page), (["Ports", "All about ports."], ["/en/topics/ports/"]))

    def test_term_that_is_gone_leaves_its_words(self):
        term = make_term()
        story = tell(body_en=f"<p>{mark('term', term)}.</p>")
        term.delete()
        self.assertEqual(texts(self.read(story, "en"), "//div[@class='body']/p[not(*)]"), ["the pact."])

    def test_elsewhere_than_on_its_page_a_mark_is_text(self):
        story = tell(languages=("en", "ko"), body_en=f"<p>{mark('term', make_term())}.</p>")
        for address in ("/en/feed.json", f"/en/articles/{story.pk}/harbor-opens/side-by-side/"):
            answer = self.client.get(address).content.decode()
            self.assertIn("the pact.", answer)
            self.assertNotIn("mention", answer)

    def test_many_cost_no_more_than_one(self):
        costs = []
        for count in (1, 12):
            terms = [make_term(name_en=f"Pact {count} {number}") for number in range(count)]
            story = tell(body_en=f"<p>{' '.join(mark('term', term) for term in terms)}</p>")
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(len(self.read(story, "en").xpath("//*[@popover]")), count)
            costs.append(len(queries))
        self.assertEqual(costs[0], costs[1])
