"""Plans for glossary files, and their execution."""

from datetime import date

from django.test import TestCase

from articles.models import Event, Term, TermKind
from newsroom.interchange.glossary_csv import format_glossary, parse_glossary_rows
from newsroom.interchange.glossary_plans import (
    GlossaryPlanChanged,
    import_glossary_terms,
    plan_glossary_import,
)
from tests.factories import make_topic


def plan_of(text):
    return plan_glossary_import(parse_glossary_rows(text))


def imported(text):
    return import_glossary_terms(parse_glossary_rows(text), agreed=plan_of(text).digest())


def reasons(text):
    return [(row.line, reason) for row in plan_of(text).refused for reason in row.reasons]


class PlanTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = make_topic()
        cls.office = Term.objects.create(kind="organisation", name_en="Harbor Office", name_ko="항만청")
        cls.strait = Term.objects.create(kind="place", name_en="Haeon Strait", name_ko="해온해협")

    def test_a_row_of_renamings_without_end_is_refused(self):
        head = "name_en,valid_until,successor\n"
        lines = [f"Office {at},2025-01-01,Office {at + 1}\n" for at in range(200)]
        told = reasons(head + "".join(lines) + "Office 200,,\n")
        self.assertIn("A chain of replacements can have up to 50 terms.", told[0][1])
        self.assertEqual(len(told), 150)
        self.assertEqual(reasons(head + "".join(lines[:50]) + "Office 50,,\n"), [])

    def test_tells_new_changed_and_untouched_apart(self):
        plan = plan_of(
            "kind,name_en,name_ko,short_ko\n"
            "organisation,Harbor Office,항만청,청\n"
            "place,Haeon Strait,해온해협,\n"
            "place,Sorin,소린,\n"
        )
        self.assertEqual([row.name for row in plan.new], ["Sorin"])
        self.assertEqual([row.name for row in plan.untouched], ["Haeon Strait"])
        [row] = plan.changed
        self.assertEqual((row.line, row.term.pk), (2, self.office.pk))
        self.assertEqual(
            [(one.label, *one[1:]) for one in row.changes], [("Later mentions (Korean)", "", "청")]
        )

    def test_knows_a_term_by_its_number_whatever_it_is_called(self):
        [row] = plan_of(f"id,name_en\n{self.office.pk},Port Office\n").changed
        self.assertEqual([change[1:] for change in row.changes], [("Harbor Office", "Port Office")])

    def test_leaves_alone_what_has_no_column(self):
        Term.objects.filter(pk=self.office.pk)
        self.assertEqual(len(plan_of(f"id\n{self.office.pk}\n").untouched), 1)

    def test_tells_of_a_new_term_that_shares_a_name(self):
        [row] = plan_of("kind,name_en,name_ko\nplace,Harbor Office,항구\n").new
        self.assertEqual(row.alike, self.office)

    def test_an_export_changes_nothing(self):
        self.office.valid_until, self.office.successor = date(2026, 1, 1), self.strait
        self.office.topic = self.topic
        self.office.save()
        plan = plan_of(format_glossary(Term.objects.all()))
        self.assertEqual((len(plan.untouched), plan.is_empty, plan.refused), (2, True, []))

    def test_refuses_lines_with_their_reasons(self):
        text = (
            "id,kind,name_en,name_ko,valid_from,valid_until,successor,topic,forbidden_en\n"
            "99,place,A,,,,,,\n"
            ",planet,B,,,,,,\n"
            ",place,,,,,,,\n"
            ",place,C,,2026-01-02,2026-01-01,,,\n"
            ",place,D,,soon,,,,\n"
            ",place,E,,,2026-01-01,Nobody,nothing,\n"
            ",place,F,,,,,,F\n"
            ",place,G,,,,,,\n"
            ",place,G,,,,,,\n"
            f",place,{'H' * 201},,,,,,\n"
        )
        told = [(line, reason.split(";")[0]) for line, reason in reasons(text)]
        self.assertEqual([line for line, _reason in told], [2, 3, 4, 5, 6, 7, 7, 8, 10, 11])
        for (_line, reason), words in zip(
            told,
            ["no term number 99", "planet", "Enter the term", "The end date must be after", "soon", "Nobody"]
            + ["nothing", "listed as a correct form", "earlier in the file", "at most 200"],
            strict=True,
        ):
            self.assertIn(words, reason)

    def test_refuses_what_goes_round_and_what_follows_the_refused(self):
        text = (
            "kind,name_en,valid_until,successor\n"
            "place,A,2026-01-01,B\nplace,B,2026-01-01,A\nplace,C,2026-01-01,D\nplanet,D,,\n"
        )
        self.assertEqual([row.line for row in plan_of(text).refused], [2, 3, 4, 5])

    def test_asks_twice_however_many_rows_there_are(self):
        for count in (1, 50):
            text = "name_en\n" + "".join(f"Term {number}\n" for number in range(count))
            found = parse_glossary_rows(text)
            with self.assertNumQueries(2):
                plan_glossary_import(found)


class ImportTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.office = Term.objects.create(kind="organisation", name_en="Harbor Office", name_ko="항만청")

    def test_writes_what_is_new_and_what_changed_and_logs_it(self):
        before = Event.objects.count()
        imported(f"id,kind,name_en,note\n{self.office.pk},title,Harbor Office,Ask.\n,place,Sorin,\n")
        self.office.refresh_from_db()
        self.assertEqual((self.office.kind, self.office.note), (TermKind.TITLE, "Ask."))
        self.assertEqual(self.office.name_ko, "항만청")
        self.assertEqual(Term.objects.get(name_en="Sorin").kind, TermKind.PLACE)
        self.assertEqual(Event.objects.count(), before + 2)

    def test_writes_followers_before_those_whom_they_follow(self):
        imported(
            "id,name_en,valid_until,successor\n"
            f"{self.office.pk},Harbor Office,2025-01-01,A\n,A,2026-01-01,B\n,B,2027-01-01,C\n,C,,\n"
        )
        names = [self.office.name_en]
        term = Term.objects.get(pk=self.office.pk)
        while term := term.successor:
            names.append(term.name_en)
        self.assertEqual(names, ["Harbor Office", "A", "B", "C"])

    def test_leaves_out_what_is_refused(self):
        plan = imported("kind,name_en\nplanet,A\nplace,B\n")
        self.assertEqual((len(plan.new), len(plan.refused)), (1, 1))
        self.assertFalse(Term.objects.filter(name_en="A").exists())

    def test_refuses_all_when_a_term_has_changed_since(self):
        text = f"id,note\n{self.office.pk},New note\n"
        agreed = plan_of(text).digest()
        self.office.note = "Somebody else’s"
        self.office.save()
        with self.assertRaises(GlossaryPlanChanged):
            import_glossary_terms(parse_glossary_rows(text), agreed=agreed)
        self.office.refresh_from_db()
        self.assertEqual(self.office.note, "Somebody else’s")

    def test_reads_the_armour_of_an_export(self):
        self.office.note = "=HYPERLINK(1)"
        self.office.save()
        text = format_glossary(Term.objects.all())
        self.assertIn("'=HYPERLINK", text)
        Term.objects.all()[0].delete()
        imported("\n".join(line.partition(",")[2] for line in text.removeprefix("\ufeff").splitlines()))
        self.assertEqual(Term.objects.get().note, "=HYPERLINK(1)")
