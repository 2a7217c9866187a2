"""The history shows the words that each announced change altered, without unannounced corrections."""

from django.utils import timezone

from articles.models import EditionKind, Role
from articles.publishing import quick_fix
from tests.factories import HOUR, INSTANT, make_author, make_topic, make_user, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import make_image, page_of, publish_again, tell, texts, words_of

BODY = "<p>The gate opened on Monday.</p><p>It cost 30 million.</p><p>Ships wiat no more.</p>"
RIGHT = BODY.replace("30 million", "13 million")
COST = "It cost [removed: 30][added: 13] million."


class AnnouncedCase(ArticleCase):
    def setUp(self):
        super().setUp()
        self.author, self.second = make_author(), make_author("ari-second")
        self.story = tell(body_en=BODY, authors=[self.author, self.second])
        self.address = f"/en/articles/{self.story.pk}/harbor-opens/history/"

    def publish(self, kind=EditionKind.UPDATE, note="", **columns):
        self.clock.shift(HOUR)
        rewrite(self.story, **columns)
        publish_again(self.story, kind=kind, note=note)

    def correct(self, body=RIGHT):
        self.publish(EditionKind.CORRECTION, "It was 13 million.", body_en=body)

    def fix(self, wrong, right):
        """Correct words of the live text by a quick fix, without an announcement."""
        self.clock.shift(HOUR)
        live = self.story.editions.live().get()
        quick_fix(self.story, "en", by=None, body=live.body.replace(wrong, right))

    def sections(self):
        return page_of(self.client.get(self.address)).xpath("//section[@class='changes']")

    def changed(self, place=0):
        """Return the changes of the edition at `place`, the newest is 0: {name of the part: passages}."""
        section, found = self.sections()[place], {}
        for node in section.xpath("./h3 | ./h3/following-sibling::p"):
            if node.tag == "h3":
                found[name := words_of(node)] = []
            elif words_of(node) != "…":
                found[name].append(words_of(node))
        return found


class QuickFixTests(AnnouncedCase):
    def test_what_was_mended_after_a_correction_is_not_told_as_its_own(self):
        self.correct()
        self.assertEqual(self.changed(), {"Text": [COST]})
        self.fix("wiat", "wait")
        self.assertEqual(self.changed(), {"Text": [COST]})

    def test_what_was_mended_before_a_correction_is_not_told_as_its_own(self):
        self.fix("wiat", "wait")
        self.correct(RIGHT.replace("wiat", "wait"))
        self.assertEqual(self.changed(), {"Text": [COST]})

    def test_a_slip_beside_the_words_that_were_corrected_reads_as_it_was_mended(self):
        self.correct(RIGHT.replace("It cost", "It cots"))
        self.assertEqual(self.changed(), {"Text": ["It [removed: cost 30][added: cots 13] million."]})
        self.fix("cots", "cost")
        self.assertEqual(self.changed(), {"Text": [COST]})

    def test_a_slip_in_the_words_of_a_correction_reads_as_it_was_mended(self):
        self.correct(RIGHT.replace("13 million", "thirten million"))
        self.fix("thirten", "13")
        self.assertEqual(self.changed(), {"Text": [COST]})

    def test_a_passage_that_a_fix_put_in_or_took_out_is_not_told(self):
        self.correct()
        self.fix("<p>Ships wiat no more.</p>", "")
        self.fix("<p>It cost", "<p>A band played.</p><p>It cost")
        self.assertEqual(self.changed(), {"Text": [COST]})

    def test_a_fix_in_a_passage_that_an_update_moved_does_not_make_it_new(self):
        first, rest = BODY.split("</p>", 1)
        self.publish(body_en=f"{rest}{first}</p>")
        self.fix("opened on Monday", "opened Monday")
        self.assertEqual(self.changed(), {"Text": ["Moved here: The gate opened Monday."]})

    def test_each_of_two_corrections_has_its_own(self):
        self.correct()
        self.fix("wiat", "wait")
        live = self.story.editions.live().get()
        self.correct(live.body.replace("Monday", "Tuesday"))
        self.fix("no more", "no longer")
        day = "The gate opened on [removed: Monday][added: Tuesday]."
        self.assertEqual((self.changed(0), self.changed(1)), ({"Text": [day]}, {"Text": [COST]}))

    def test_where_nothing_is_left_of_what_it_changed_it_says_so_and_not_that_nothing_changed(self):
        self.correct()
        self.fix("13 million", "30 million")
        [told] = texts(self.sections()[0], "./p[not(contains(., 'It was 13'))]")
        self.assertEqual(told, "A later minor change replaced these changes.")
        self.assertEqual(self.changed(), {})


class AroundTheTextTests(AnnouncedCase):
    """A minor change that adds or removes things around the text."""

    def take_off(self, author):
        self.story.bylines.filter(author=author).delete()
        self.publish(EditionKind.MINOR)

    def test_a_name_taken_off_afterwards_is_not_told_as_taken_off_by_the_correction(self):
        self.correct()
        self.take_off(self.second)
        self.assertEqual(self.changed(), {"Text": [COST]})
        self.assertNotIn("Ari Second", words_of(self.sections()[0]))

    def test_a_name_that_the_update_brought_is_not_told_once_it_was_taken_off(self):
        third = make_author("cho-third")
        self.story.bylines.create(author=third, role=Role.TEXT)
        self.publish(body_en=RIGHT)
        self.assertEqual(self.changed()["Credits"], ["[added: Cho Third]"])
        self.take_off(third)
        self.assertEqual(self.changed(), {"Text": [COST]})

    def test_a_topic_put_on_afterwards_is_not_told_as_of_the_update(self):
        self.publish(title_en="Gate opens")
        self.story.topics.add(make_topic())
        self.publish(EditionKind.MINOR)
        self.assertEqual(self.changed(), {"Headline": ["[removed: Harbor][added: Gate] opens"]})

    def test_another_picture_or_name_is_told_whole_and_not_as_a_change_of_words(self):
        first, second = make_image(alt_en="A portrait of Ari"), make_image(alt_en="A portrait of Cho")
        self.publish(lead_image=first)
        self.story.bylines.filter(author=self.second).delete()
        self.story.bylines.create(author=make_author("ari-third"), role=Role.TEXT)
        self.publish(lead_image=second)
        self.assertEqual(
            self.changed(),
            {
                "Images": ["[removed: A portrait of Ari][added: A portrait of Cho]"],
                "Credits": ["[removed: Ari Second][added: Ari Third]"],
            },
        )

    def test_another_caption_of_the_lead_picture_is_told(self):
        self.publish(lead_image=make_image(alt_en="A gate", caption_en="Shut.", credit_en=""))
        self.publish(lead_caption_en="Open.")
        self.assertEqual(self.changed()["Images"], ["[removed: Shut][added: Open]."])

    def test_what_somebody_did_for_a_story_is_told(self):
        self.publish(title_en="Gate opens")
        self.story.bylines.filter(author=self.second).update(role=Role.RESEARCH)
        self.publish(body_en=RIGHT)
        self.assertEqual(self.changed()["Credits"], ["[removed: Ari Second][added: Research by Ari Second]"])


class RightsTests(AnnouncedCase):
    """If the rights to a picture ended, its words disappear together with it."""

    def setUp(self):
        super().setUp()
        self.lead = make_image(alt_en="Child Testman", caption_en="")
        self.inside = make_image(alt_en="A gate", caption_en="")
        figure = f'<figure data-image="{self.inside.pk}"><figcaption>Child {{}}.</figcaption></figure>'
        self.publish(lead_image=self.lead, body_en=BODY + figure.format("Wrong"))
        self.correct(RIGHT + figure.format("Right"))
        self.publish(lead_image=None, body_en=RIGHT)
        self.pages = (self.address, "/en/corrections/")

    def test_while_they_stand_its_words_are_told(self):
        self.assertEqual([page for page in self.pages if "Child" not in self.words(page)], [])
        self.assertIn("[removed: Child Testman]", self.words(self.address))

    def test_once_they_ended_the_history_names_nobody_in_it(self):
        for image in (self.lead, self.inside):
            image.rights_until = timezone.now() - HOUR
            image.save()
        self.assertEqual([page for page in self.pages if "Child" in self.words(page)], [])
        self.assertEqual(
            self.changed()["Images"], ["[removed: Image no longer available]"] * 2, "counted still"
        )
        self.assertIn(COST, self.words("/en/corrections/"))

    def words(self, page):
        return words_of(page_of(self.client.get(page)).find(".//main"))


class CorrectionsPageTests(AnnouncedCase):
    def test_the_list_of_corrections_tells_the_same_words(self):
        self.correct()
        self.fix("wiat", "wait")
        [told] = page_of(self.client.get("/en/corrections/")).xpath("//details[@class='correction-changes']")
        self.assertEqual([words for words in texts(told, "./p")[:-1] if words != "…"], [COST])


class AtAnotherInstantTests(AnnouncedCase):
    """Scheduled editions are visible only to the newsroom, with the time machine."""

    def setUp(self):
        super().setUp()
        self.correct()
        self.corrected_at = timezone.now()
        self.fix("wiat", "wait")
        live = self.story.editions.live().get()
        rewrite(self.story, body_en=live.body.replace("13 million", "14 million"))
        self.embargo = timezone.now() + HOUR
        publish_again(self.story, kind=EditionKind.CORRECTION, note="It was 14 million.", at=self.embargo)

    def words_at(self, at):
        """Return all words of the pages about editions that the newsroom sees at an instant."""
        pages = [self.address, f"{self.address}2/", self.address.removesuffix("history/"), "/en/corrections/"]
        answers = [self.client.get(page, {"at": at.isoformat()} if at else {}) for page in pages]
        self.assertEqual([answer.status_code for answer in answers], [200] * len(pages))
        return " ".join(words_of(page_of(answer).find(".//main")) for answer in answers)

    def test_a_scheduled_correction_is_nowhere_before_its_instant(self):
        self.assertNotIn("14 million", self.words_at(None))
        self.assertEqual(self.client.get(f"{self.address}4/").status_code, 404)
        asked = {"at": self.embargo.isoformat()}
        self.assertEqual(self.client.get(self.address, asked).status_code, 404)
        self.client.force_login(make_user())
        self.assertNotIn("14 million", self.words_at(self.embargo - INSTANT))
        told = self.words_at(self.embargo)
        self.assertIn("It cost [removed: 13][added: 14] million.", told)
        self.assertIn("It was 14 million.", told)

    def test_in_the_past_the_history_is_that_of_then(self):
        self.client.force_login(make_user())
        then, now = self.words_at(self.corrected_at), self.words_at(self.embargo - INSTANT)
        self.assertEqual([COST in words for words in (then, now)], [True, True])
        self.assertEqual(["wiat" in words for words in (then, now)], [True, False])
        self.assertEqual(["Includes one minor change" in words for words in (then, now)], [False, True])
