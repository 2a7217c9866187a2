"""TMX files: a round trip, files of other tools, and refusals."""

import io
import time
from datetime import UTC, datetime
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from newsroom.interchange import tmx_format, tmx_imports
from newsroom.interchange.tmx_format import TmxRefused, build_segment, parse_segment, write_tmx
from newsroom.interchange.tmx_imports import import_tmx
from newsroom.translations.memory_entries import MemoryPair, remember, store_entries
from newsroom.translations.models import MemoryEntry
from tests.factories import HOUR, NOON, make_article, make_user

pytestmark = pytest.mark.django_db

# The parts of the TMX format that exports use.
DTD = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header EMPTY>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED o-tmf CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED adminlang CDATA #REQUIRED srclang CDATA #REQUIRED
  datatype CDATA #REQUIRED>
<!ELEMENT body (tu*)>
<!ELEMENT tu (prop*, tuv+)>
<!ATTLIST tu srclang CDATA #IMPLIED usagecount CDATA #IMPLIED
  creationdate CDATA #IMPLIED changedate CDATA #IMPLIED>
<!ELEMENT prop (#PCDATA)> <!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT tuv (seg)> <!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA|bpt|ept|ph|it)*>
<!ELEMENT bpt (#PCDATA)> <!ATTLIST bpt i CDATA #REQUIRED x CDATA #IMPLIED>
<!ELEMENT ept (#PCDATA)> <!ATTLIST ept i CDATA #REQUIRED>
<!ELEMENT ph (#PCDATA)> <!ATTLIST ph x CDATA #IMPLIED>
<!ELEMENT it (#PCDATA)> <!ATTLIST it pos (begin|end) #REQUIRED x CDATA #IMPLIED>
"""
TEXTS = [
    (
        "The ⟨1⟩harbor⟨/1⟩ opens.⟨2/⟩ On ⟨strong⟩Monday⟨/strong⟩.",
        "⟨1⟩항구⟨/1⟩가 열린다.⟨2/⟩ ⟨strong⟩월요일⟨/strong⟩.",
    ),
    ("5 < 6 & ⟨⟨ bracket", "“꺾쇠” ⟨⟨ & < >"),
    ("Only ⟨1⟩half a pair", "반쪽⟨/1⟩만"),
    ("⟨1⟩One⟨/1⟩⟨strong⟩two⟨/strong⟩⟨strong⟩three⟨/strong⟩", "⟨2⟩⟨1⟩안⟨/1⟩⟨/2⟩"),
]


def held():
    columns = (
        "source_language",
        "source_text",
        "target_text",
        "role",
        "uses",
        "first_seen_at",
        "last_seen_at",
    )
    return sorted(MemoryEntry.objects.values_list(*columns))


def exported():
    return b"".join(write_tmx(MemoryEntry.objects.order_by("pk")))


def tmx(body, *, srclang="en-US", head=""):
    text = f'{head}<tmx version="1.4"><header srclang="{srclang}"/><body>\n{body}\n</body></tmx>'
    return io.BytesIO(text.encode())


def tu(source, target, *, languages=("en-US", "ko-KR"), **attributes):
    told = "".join(f' {name}="{value}"' for name, value in attributes.items())
    variants = zip(languages, (source, target), strict=True)
    texts = "".join(f'<tuv xml:lang="{one}"><seg>{text}</seg></tuv>' for one, text in variants)
    return f"<tu{told}>{texts}</tu>"


def taken(file, **options):
    """Import a file; return the counts and the memory: {source: target}."""
    imported = import_tmx(file, name="elsewhere.tmx", by=None, at=NOON, **options)
    return imported, dict(MemoryEntry.objects.values_list("source_text", "target_text"))


class TestRoundTrip:
    def remember(self):
        pairs = [MemoryPair("p", *texts) for texts in TEXTS]
        remember(pairs, source_language="en", article=make_article(), by=make_user(), at=NOON)
        remember(pairs[1:2], source_language="en", article=make_article(number=2), by=None, at=NOON + HOUR)
        swapped = [MemoryPair("li", target, source) for source, target in TEXTS]
        remember(swapped, source_language="ko", by=None, at=NOON)

    def test_what_is_exported_comes_back_the_same(self, tmp_path):
        self.remember()
        before, file = held(), tmp_path / "memory.tmx"
        assert len(before) == 8
        call_command("export_memory", str(file))
        MemoryEntry.objects.all().delete()
        call_command("import_memory", str(file))
        assert held() == before
        assert set(MemoryEntry.objects.values_list("origin", flat=True)) == {"memory.tmx"}

    def test_importing_again_changes_nothing(self):
        self.remember()
        file, before = io.BytesIO(exported()), held()
        assert import_tmx(file, name="again.tmx", by=None, at=NOON + HOUR).new == 0
        assert held() == before

    def test_what_is_exported_is_valid(self):
        self.remember()
        dtd = etree.DTD(io.StringIO(DTD))
        assert dtd.validate(etree.fromstring(exported())), dtd.error_log

    def test_one_direction_can_be_exported_alone(self, capsysbinary):
        self.remember()
        call_command("export_memory", language="ko")
        units = etree.fromstring(capsysbinary.readouterr().out).iter("tu")
        assert {unit.get("srclang") for unit in units} == {"ko"}

    def test_an_empty_memory_is_a_file_too(self):
        assert taken(io.BytesIO(exported()))[0].units == 0


class TestFilesFromElsewhere:
    def test_regions_count_for_their_language(self):
        _imported, held = taken(tmx(tu("Harbor", "항구") + tu("Ferry", "연락선", languages=("EN_gb", "ko"))))
        assert held == {"Harbor": "항구", "Ferry": "연락선"}

    def test_what_was_translated_from_is_said_by_file_or_unit(self):
        taken(tmx(tu("Harbor", "항구") + tu("Ferry", "연락선", srclang="ko-KR")))
        assert set(MemoryEntry.objects.values_list("source_language", "source_text")) == {
            ("en", "Harbor"),
            ("ko", "연락선"),
        }

    def test_where_nobody_says_it_the_importer_must(self):
        file = tmx(tu("Harbor", "항구"), srclang="*all*")
        assert sum(taken(file)[0].left_out.values()) == 1
        file.seek(0)
        assert taken(file, source_language="ko")[1] == {"항구": "Harbor"}

    def test_every_translation_of_a_unit_is_one(self):
        extra = '<tuv xml:lang="fr"><seg>Port</seg></tuv><tuv xml:lang="ko"><seg>항만</seg></tuv></tu>'
        taken(tmx(tu("Harbor", "항구").replace("</tu>", extra)))
        assert set(MemoryEntry.objects.values_list("target_text", flat=True)) == {"항구", "항만"}

    def test_dates_and_uses_are_believed_as_far_as_they_make_sense(self):
        dates = {"creationdate": "20240102T030405Z", "changedate": "29991231T000000Z", "usagecount": "7"}
        taken(
            tmx(
                tu("Harbor", "항구", **dates)
                + tu("Ferry", "배", usagecount="-3", creationdate="20241399T000000Z")
            )
        )
        row, other = MemoryEntry.objects.order_by("pk")
        assert (row.first_seen_at, row.last_seen_at) == (datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), NOON)
        assert (row.uses, other.uses, other.first_seen_at) == (7, 1, NOON)

    def test_other_languages_and_mere_numbers_are_left_out_and_told(self, capsys, tmp_path):
        file = tmp_path / "some.tmx"
        units = tu("Port", "항구", languages=("fr", "ko")) + tu("12", "12") + tu("Harbor", "항구")
        file.write_bytes(tmx(units).getvalue())
        call_command("import_memory", str(file), dry_run=True)
        told = capsys.readouterr().out
        assert "Units in the file: 3." in told
        assert "– not in English and Korean: 1" in told
        assert "Left out because empty or too long: 1." in told
        assert "saved: 1. Dry run" in told
        assert not MemoryEntry.objects.exists()

    @pytest.mark.parametrize(
        ("inner", "text", "dropped"),
        [
            ('a <bpt i="1">&lt;b></bpt>b<ept i="1">&lt;/b></ept> c', "a ⟨1⟩b⟨/1⟩ c", 0),
            ('<bpt i="1" x="3"/>b<ept i="1"/><ph x="3"/><ph/>', "⟨3⟩b⟨/3⟩⟨1/⟩⟨2/⟩", 0),
            ('<hi type="bold">b <hi>c</hi></hi> <g id="1">d</g>', "⟨1⟩b ⟨2⟩c⟨/2⟩⟨/1⟩ ⟨3⟩d⟨/3⟩", 0),
            ('a<it pos="begin">&lt;b></it> b<ut>{x}</ut>', "a b", 2),
            ('<bpt i="1">x</bpt>a<ept i="2">y</ept>', "a", 2),
            ("a ⟨1⟩ <mystery>b</mystery>", "a ⟨⟨1⟩ b", 1),
            ('a<ph x="99999999999"/><ph x="evil⟩"/>', "a⟨1/⟩⟨2/⟩", 0),
        ],
    )
    def test_inline_elements_become_numbered_tags(self, inner, text, dropped):
        assert parse_segment(etree.fromstring(f"<seg>{inner}</seg>")) == (text, dropped)

    def test_no_text_is_lost_on_the_way_through_a_seg(self):
        for text in ("⟨/1⟩ ⟨1⟩", "⟨1⟩⟨1⟩a⟨/1⟩", "⟨⟨1⟩", "⟨1⟩a⟨2⟩b⟨/1⟩c⟨/2⟩", "⟨⟨", "⟨br/⟩"):
            assert parse_segment(build_segment(text)) == (text, 0)

    def test_many_elements_take_no_long_time(self):
        text, _dropped = parse_segment(etree.fromstring(f"<seg>{'<ph/>' * 100_000}a</seg>"))
        assert text.endswith("⟨100000/⟩a")
        begin = time.process_time()
        halves = "".join(f'<bpt i="{number}"/>' for number in range(20_000))
        assert parse_segment(etree.fromstring(f"<seg>{halves}a</seg>")) == ("a", 20_000)
        assert time.process_time() - begin < 2


class TestLongFiles:
    UNITS = "".join(tu(f"Ship {number} sails", f"{number}호가 떠난다") for number in range(1200))

    def test_it_is_told_how_far_it_is_while_it_is_read_and_written(self):
        steps = []
        taken(tmx(self.UNITS), progress=lambda imported: steps.append((imported.offered, imported.done)))
        assert steps == [(500, 0), (1000, 0), (1200, 500), (1200, 1000), (1200, 1200)]

    def test_one_that_was_interrupted_is_begun_again(self, tmp_path, monkeypatch):
        file, calls = tmp_path / "long.tmx", count()
        file.write_bytes(tmx(self.UNITS).getvalue())

        def interrupted(*args, **options):
            if next(calls) == 2:
                raise KeyboardInterrupt
            return store_entries(*args, **options)

        with monkeypatch.context() as patch, pytest.raises(CommandError, match="run the command again"):
            patch.setattr(tmx_imports, "store_entries", interrupted)
            call_command("import_memory", str(file))
        assert MemoryEntry.objects.count() == 500
        call_command("import_memory", str(file))
        assert MemoryEntry.objects.count() == 1200


ENTITY = "<!DOCTYPE tmx [<!ENTITY {}>]>"
GOOD = tu("Harbor", "항구")
HOSTILE = {
    "entities": (tmx(GOOD, head=ENTITY.format('a "b"')), "entities"),
    "a bomb": (tmx("&b;", head='<!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'), "entities"),
    "a file of the server": (tmx("&x;", head=ENTITY.format('x SYSTEM "file:///etc/passwd"')), "entities"),
    "another document": (tmx("&x;", head=ENTITY.format('% x SYSTEM "http://localhost:1/"')), "entities"),
    "an end that is missing": (io.BytesIO(tmx(f"{GOOD}\n<tu>").getvalue()), "Line 4"),
    "no XML": (io.BytesIO(b"PK\x03\x04 a spreadsheet"), "Line 1"),
    "nothing": (io.BytesIO(b""), "Line 1"),
    "another kind of file": (io.BytesIO(b"<xliff/>"), "<xliff>"),
    "depth": (tmx(GOOD + "<tu>" + "<a>" * 400 + "</a>" * 400 + "</tu>"), "Line 2"),
    "a unit without end": (tmx(GOOD + tu("a" * 1_100_000, "ㄱ")), "of more than"),
    "endless white space": (tmx(GOOD + " " * 1_100_000), "of more than"),
}


class TestHostileFiles:
    @pytest.mark.parametrize("kind", HOSTILE)
    def test_a_file_that_is_refused_leaves_nothing_behind(self, kind):
        file, why = HOSTILE[kind]
        file.seek(0)
        with pytest.raises(TmxRefused, match=why):
            taken(file)
        assert not MemoryEntry.objects.exists()

    def test_a_file_that_is_too_long_is_not_read_on(self, monkeypatch):
        monkeypatch.setattr(tmx_format, "MAX_TMX_BYTES", 100_000)
        file = tmx(GOOD * 10_000)
        with pytest.raises(TmxRefused, match="more than"):
            taken(file)
        assert file.tell() < 200_000

    def test_a_document_type_alone_does_no_harm(self):
        file = tmx(GOOD, head='<!DOCTYPE tmx SYSTEM "http://localhost:1/tmx14.dtd">')
        assert taken(file)[1] == {"Harbor": "항구"}

    def test_the_command_says_where_and_that_nothing_was_written(self, tmp_path):
        file = tmp_path / "broken.tmx"
        file.write_bytes(b"<tmx>\n<body>\n<tu></body></tmx>")
        with pytest.raises(CommandError, match=r"Line 3: .* Nothing was written\."):
            call_command("import_memory", str(file))
