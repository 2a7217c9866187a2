"""The glossary: its list, its form and refusals."""

from datetime import date

import time_machine
from django.test import TestCase

from articles.models import Event, EventType, Term, TermKind, Validity
from tests.articles.admin.forms import PostedForm
from tests.factories import NOON, make_topic, make_user

ADD, LIST = "/admin/articles/term/add/", "/admin/articles/term/"


def make_term(name="Harbor Office", **columns):
    return Term.objects.create(name_en=name, **columns)


class TermTestCase(TestCase):
    def setUp(self):
        self.enterContext(time_machine.travel(NOON, tick=False))
        self.client.force_login(make_user())

    def write(self, term=None, **fields):
        address = f"{LIST}{term.pk}/change/" if term else ADD
        form = PostedForm(self.client.get(address), "term_form")
        return self.client.post(address, form.data("_save", **fields))

    def refused(self, field, words, term=None, **fields):
        response = self.write(term, **fields)
        self.assertEqual(response.status_code, 422)
        errors = response.context_data["adminform"].form.errors
        self.assertIn(words, " ".join(errors[field]))


class FormTests(TermTestCase):
    def test_a_term_is_written_in_both_languages(self):
        topic = make_topic()
        self.write(kind="title", name_en="Harbor Master", name_ko="항만청장", topic=topic.pk)
        term = Term.objects.get()
        self.assertEqual((term.kind, term.name_ko, term.topic), (TermKind.TITLE, "항만청장", topic))
        self.assertEqual(Event.objects.get(subject_type="term").type, EventType.ADDED)

    def test_it_has_a_name(self):
        self.refused("name_en", "at least one language", short_en="the office")

    def test_it_ends_after_it_begins(self):
        days = {"valid_from": "2026-01-01", "valid_until": "2026-01-01"}
        self.refused("valid_until", "after the start date", name_en="Harbor Office", **days)

    def test_what_follows_it_does_so_from_a_day(self):
        self.refused("valid_until", "Enter the day from which", name_en="Old", successor=make_term("New").pk)

    def test_terms_do_not_follow_each_other_round(self):
        first = make_term("First")
        second = make_term("Second", valid_until=date(2026, 1, 1), successor=first)
        end = {"valid_until": "2026-01-01"}
        self.refused("successor", "would be a loop", first, successor=second.pk, **end)
        self.refused("successor", "would be a loop", first, successor=first.pk, **end)

    def test_a_wrong_form_is_no_right_one(self):
        self.refused("forbidden_ko", "“항만청”", name_ko="항만청", forbidden_ko="항구청\n항만청")

    def test_one_that_others_follow_is_not_deleted(self):
        new = make_term("New Office")
        make_term("Old Office", valid_until=date(2026, 1, 1), successor=new)
        page = self.client.get(f"{LIST}{new.pk}/delete/")
        self.assertContains(page, "Old Office")
        self.assertContains(page, "Choose another replacement for these terms")

    def test_translators_read_it(self):
        term = make_term(name_ko="항만청")
        self.client.force_login(make_user("translator", role="Korean translators"))
        self.assertContains(self.client.get(f"{LIST}{term.pk}/change/"), '<span lang="ko">항만청</span>')
        self.assertEqual(self.client.get(ADD).status_code, 403)


class ListTests(TermTestCase):
    def setUp(self):
        super().setUp()
        new = make_term("Ministry of the Sea", kind=TermKind.ORGANISATION, valid_from=date(2025, 10, 1))
        make_term("Ministry of Fish", valid_until=date(2025, 10, 1), successor=new, forbidden_ko="수산청")
        make_term("Ministry of Ice", valid_from=date(2027, 1, 1), synonyms_en="Ice Ministry")

    def names(self, query):
        found = self.client.get(f"{LIST}?{query}").context_data["cl"].queryset
        return sorted(term.name_en for term in found)

    def test_filters_by_kind_and_by_the_day(self):
        self.assertEqual(self.names("kind__exact=organisation"), ["Ministry of the Sea"])
        self.assertEqual(self.names("validity=in_force"), ["Ministry of the Sea"])
        self.assertEqual(self.names("validity=ended"), ["Ministry of Fish"])
        self.assertEqual(self.names("validity=to_come"), ["Ministry of Ice"])
        self.assertEqual(len(self.names("validity=never")), 3)

    def test_is_sorted_by_the_names_of_its_first_column(self):
        make_term("Quay of Ferries", name_ko="하늘부두")
        make_term("Quay of Gulls", name_ko="갈매기부두")
        for language, names in (("en", ["Ferries", "Gulls"]), ("ko", ["Gulls", "Ferries"])):
            page = self.client.get(f"{LIST}?q=quay", headers={"accept-language": language})
            found = page.context_data["cl"].queryset
            self.assertEqual([term.name_en.removeprefix("Quay of ") for term in found], names)

    def test_is_searched_in_all_its_forms(self):
        self.assertEqual(self.names("q=ice+ministry"), ["Ministry of Ice"])
        self.assertEqual(self.names("q=수산청"), ["Ministry of Fish"])

    def test_tells_every_form_right_and_wrong(self):
        make_term("Bank of Haeon", short_en="the bank", name_ko="해온은행", forbidden_ko="해온뱅크\n해은행")
        page = self.client.get(f"{LIST}?q=haeon")
        self.assertContains(page, '<span class="quiet" lang="en">the bank</span>')
        self.assertContains(page, '<span lang="ko">해온뱅크</span>, <span lang="ko">해은행</span>')

    def test_tells_the_validity_in_words(self):
        page = self.client.get(LIST)
        for validity in Validity:
            self.assertContains(page, f">{validity.label}</span>")

    def test_a_day_belongs_to_one_validity(self):
        for day in (date(2025, 9, 30), date(2025, 10, 1), date(2027, 1, 1)):
            for term in Term.objects.all():
                standing = [one for one in Validity if term in Term.objects.standing(one, day)]
                self.assertEqual(standing, [term.validity_on(day)])
