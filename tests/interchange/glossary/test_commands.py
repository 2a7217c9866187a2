"""Management commands of the glossary."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Term

pytestmark = pytest.mark.django_db


def run(name, *arguments, **options):
    out = StringIO()
    call_command(name, *arguments, stdout=out, **options)
    return out.getvalue()


def test_an_export_is_imported_without_a_change(tmp_path):
    Term.objects.create(name_en="Harbor Office", name_ko="항만청")
    file = tmp_path / "glossary.csv"
    run("export_glossary", str(file))
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,kind")
    assert "1 terms of the file are unchanged." in run("import_glossary", str(file))
    assert run("export_glossary") == file.read_bytes().decode("utf-8-sig")


def test_an_import_tells_of_each_line(tmp_path):
    term = Term.objects.create(name_en="Harbor Office")
    file = tmp_path / "glossary.csv"
    file.write_text(f"id,name_en\n{term.pk},Port Office\n,Sorin\n", encoding="utf-8")
    told = run("import_glossary", str(file), dry_run=True)
    assert "New, line 3: Sorin" in told
    assert "  First mention (English): Harbor Office → Port Office" in told
    assert Term.objects.count() == 1
    run("import_glossary", str(file))
    assert set(Term.objects.values_list("name_en", flat=True)) == {"Port Office", "Sorin"}


def test_refused_lines_make_it_fail_after_the_others_are_written(tmp_path):
    file = tmp_path / "glossary.csv"
    file.write_text("kind,name_en\nplanet,A\nplace,B\n", encoding="utf-8")
    with pytest.raises(CommandError, match="1 lines were refused"):
        run("import_glossary", str(file))
    assert [term.name_en for term in Term.objects.all()] == ["B"]


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"nothing\n"])
def test_a_file_that_is_none_is_refused(tmp_path, data):
    file = tmp_path / "glossary.xlsx"
    file.write_bytes(data)
    with pytest.raises(CommandError, match="glossary.xlsx: "):
        run("import_glossary", str(file))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_glossary", str(tmp_path / "none.csv"))


def test_the_start_set_is_told_before_it_is_added():
    told = run("load_start_terms", dry_run=True)
    assert "Would add place Japan / 일본" in told
    assert not Term.objects.exists()
    assert "Added place Japan / 일본" in run("load_start_terms")
    assert run("load_start_terms") == "Nothing is missing; nothing was added.\n"
