"""Quotations are closed and attributed."""

from django.test import TestCase

from articles.checks.registry import Severity
from articles.models import Article
from tests.articles.checks.text.stories import findings_of, make_story, passages_of


class UnclosedQuotationTests(TestCase):
    def test_is_a_warning_at_its_sentence_with_a_correction(self):
        article = make_story("The ferry sails. “It is late, she said. Nobody came.")
        [finding] = findings_of(article, "quote.unclosed")
        self.assertEqual(finding.passage, "“It is late, she said.")
        self.assertEqual(finding.severity, Severity.WARNING)
        self.assertEqual(finding.correction, "“It is late,” she said.")

    def test_is_found_in_korean_and_in_headlines(self):
        article = make_story("그는 ‘함께 가자고 했다.", language="ko", title_ko="장관 “간다… 간다")
        self.assertEqual(
            [finding.field for finding in findings_of(article, "quote.unclosed", "ko")], ["title", "body"]
        )

    def test_may_run_over_paragraphs_that_open_it_anew(self):
        article = make_story("She said: “We began early.", "“We went on.", "“We ended late.”")
        self.assertEqual(passages_of(article, "quote.unclosed"), [])

    def test_may_run_over_a_heading(self):
        article = make_story("She said: “We began early.", "<h2>The pier</h2>", "“We ended late.”")
        self.assertEqual(passages_of(article, "quote.unclosed"), [])

    def test_is_found_where_a_paragraph_does_not_open_it_again(self):
        article = make_story("She said: “We began early.", "We went on.”")
        [finding] = findings_of(article, "quote.unclosed")
        self.assertEqual((finding.passage, finding.correction), ("We went on.”", "“We went on.”"))
        self.assertIn("without a new opening mark", finding.message)

    def test_takes_no_apostrophe_for_one(self):
        article = make_story("The ’90s weren’t kind to the workers’ 27&quot; screens.")
        self.assertEqual(passages_of(article, "quote.unclosed"), [])

    def test_takes_a_mixed_pair_for_a_pair(self):
        article = make_story("그는 “간다&quot;고 했다. &quot;온다”고도 했다.", language="ko")
        # An older version stored it like this.
        Article.objects.filter(pk=article.pk).update(title_ko='장관 "간다”')
        article.refresh_from_db()
        self.assertEqual(passages_of(article, "quote.unclosed", "ko"), [])


class PullQuoteTests(TestCase):
    quote = '<blockquote data-kind="pull-quote"><p>{}</p></blockquote>'

    def test_says_what_the_text_says(self):
        article = make_story("“We share the water,” Ha said.", self.quote.format("We share the water"))
        self.assertEqual(passages_of(article, "quote.pulled"), [])
        self.assertEqual(passages_of(article, "quote.unattributed"), [])

    def test_words_of_its_own_are_found_in_either_language(self):
        article = make_story("“We share the water,” Ha said.", self.quote.format("We share the wine"))
        [finding] = findings_of(article, "quote.pulled")
        self.assertEqual((finding.passage, finding.severity), ("We share the wine", Severity.WARNING))
        article = make_story("물을 나눈다.", self.quote.format("술을 나눈다"), language="ko")
        self.assertEqual(passages_of(article, "quote.pulled", "ko"), ["술을 나눈다"])

    def test_repeats_no_finding_of_the_text(self):
        told = "Experts say the water is high."
        article = make_story(told, self.quote.format(told))
        self.assertEqual(len(passages_of(article, "source.vague")), 1)

    def test_opens_no_quotation_that_it_does_not_close(self):
        article = make_story("“We share,” Ha said.", self.quote.format("“We share,"))
        self.assertEqual(passages_of(article, "quote.unclosed"), ["“We share,"])


class UnattributedQuotationTests(TestCase):
    def test_finds_a_block_quotation_without_a_speaker(self):
        article = make_story("<blockquote><p>We share the water.</p></blockquote>")
        self.assertEqual(passages_of(article, "quote.unattributed"), ["We share the water."])

    def test_is_content_with_a_speaker(self):
        article = make_story("<blockquote><p>We share the water.</p><cite>Ha Neul-bom</cite></blockquote>")
        self.assertEqual(passages_of(article, "quote.unattributed"), [])

    def test_is_content_with_a_sentence_that_announces_it(self):
        quotation = "<blockquote><p>We share the water.</p></blockquote>"
        self.assertEqual(passages_of(make_story("Ha Neul-bom said:", quotation), "quote.unattributed"), [])
        article = make_story("하늘봄은 다음과 같이 말했다.", quotation, language="ko")
        self.assertEqual(passages_of(article, "quote.unattributed", "ko"), [])

    def test_is_content_with_a_sentence_that_names_the_speaker(self):
        for language, told in (
            ("en", "“We share the water,” said Oh Se-jin, the captain."),
            ("en", "“We share the water,” Oh Se-jin, captain of the ferry, told reporters. “All of it.”"),
            ("en", "We share the water, said Oh Se-jin, the captain."),
            ("en", "We share the water. — Oh Se-jin, captain"),
            ("en", "“We share the water,” Oh Se-jin insisted."),
            ("en", "“We share the water,” according to Oh Se-jin, the captain."),
            ("en", "Oh Se-jin, the captain: “We share the water.”"),
            ("ko", "“물을 나눈다”고 오세진 선장은 말했다."),
            ("ko", "오세진 선장은 “물을 나눈다”라며 “모두의 물”이라고 설명했다."),
            ("ko", "물을 나눈다. ―오세진 선장"),
            ("ko", "오세진 선장은 “물을 나눈다”고 했다."),
            ("ko", "“물을 나눈다.”라고 오세진 선장은 썼다."),
            ("ko", "오세진 선장은 “왜 나누나”라고 물었다."),
            ("ko", "오세진 선장: “물을 나눈다.”"),
        ):
            article = make_story(f"<blockquote><p>{told}</p></blockquote>", language=language)
            self.assertEqual(passages_of(article, "quote.unattributed", language), [], told)

    def test_finds_a_block_quotation_that_quotes_others(self):
        for language, told in (
            ("en", "We share “the water of the bay” with them."),
            ("en", "“We said that we share the water.”"),
            ("en", "We share “the water,” and “the wind.”"),
            ("ko", "우리는 ‘만의 물’을 나눈다."),
            ("ko", "“우리는 물을 나눈다고 말했다.”"),
            ("ko", "우리는 ‘만의 물’이라고 부르는 것을 나눈다."),
        ):
            article = make_story(f"<blockquote><p>{told}</p></blockquote>", language=language)
            self.assertEqual(passages_of(article, "quote.unattributed", language), [told])

    def test_finds_an_official_stance_that_nobody_takes(self):
        stance = '<aside data-kind="official-stance"><p>{}</p></aside>'
        bare = "“The push aims to unlock new growth potential.”"
        self.assertEqual(passages_of(make_story(stance.format(bare)), "quote.unattributed"), [bare])
        told = f"{bare} the ministry said."
        self.assertEqual(passages_of(make_story(stance.format(told)), "quote.unattributed"), [])
        self.assertEqual(
            passages_of(make_story(stance.format("The ministry is against it.")), "quote.unattributed"), []
        )

    def test_finds_a_stance_whose_label_was_typed(self):
        line = "Official Stance: “The push aims to unlock new growth potential.”"
        self.assertEqual(passages_of(make_story(line), "quote.unattributed"), [line])
