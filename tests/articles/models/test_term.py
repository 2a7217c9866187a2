"""Terms of the glossary: their role in a text."""

from django.test import TestCase

from articles.models import Term, TermKind
from articles.text.glossary import GlossaryEntry, TermForms


class EntryTests(TestCase):
    def test_it_has_the_forms_of_both_languages(self):
        term = Term.objects.create(
            kind=TermKind.ORGANISATION,
            name_en="Bank of Haeon",
            short_en="the bank",
            synonyms_en="Haeon Bank\nBOH",
            name_ko="해온은행",
            forbidden_ko="해온뱅크\n해은행",
            note="Ask the desk.",
        )
        self.assertEqual(
            term.entry(),
            GlossaryEntry(
                term.pk,
                en=TermForms("Bank of Haeon", "the bank", ("Haeon Bank", "BOH")),
                ko=TermForms("해온은행", "", (), ("해온뱅크", "해은행")),
                is_exact=True,
                note="Ask the desk.",
            ),
        )

    def test_a_concept_may_have_a_capital_or_be_many(self):
        self.assertFalse(Term(kind=TermKind.CONCEPT, name_en="rate").entry().is_exact)
