"""The identity file: permitted values, and the key that a refusal names."""

import pytest

from newsroom.demo.content import LOOK
from newsroom.identity.apps import check_identity
from newsroom.identity.configuration import colour_pairs, identity, light_colour, read_identity
from newsroom.operations.installation.check import CheckState, run_check
from newsroom.operations.installation.files import IdentityCheck
from tests.identity.folder import GREEN, write_identity


def faults(folder):
    return [str(fault) for fault in read_identity(folder).faults]


def test_all_of_it_is_read(tmp_path):
    found = read_identity(write_identity(tmp_path))
    assert (found.faults, found.is_there, found.style_sheet) == ([], True, "css/own.css")
    assert [(mark.name, mark.width) for mark in found.wordmarks["en"]] == [
        ("identity/wordmark-en-light.svg", 480),
        ("identity/wordmark-en-dark.svg", 480),
    ]
    assert [mark.scheme for mark in found.wordmarks["ko"]] == ["light"]
    assert found.section_colours == {"harbor": GREEN}


def test_fonts_of_the_demonstration_are_read():
    found = read_identity(LOOK)
    assert found.faults == []
    assert set(found.fonts) == {("headline", "en"), ("headline", "ko")}


def test_no_file_is_no_fault(tmp_path):
    found = read_identity(tmp_path)
    assert (found.faults, found.is_there, found.wordmarks) == ([], False, {})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("wordmark = ", "identity.toml: is no TOML"),
        ("logo = 1", "logo: is not known; write one of fonts, section_colours, style_sheet, wordmark"),
        ("wordmark = 1", "wordmark: is no table"),
        ("[wordmark.fr]\nlight = 'mark.svg'", "wordmark.fr: is not known; write one of en, ko"),
        ("wordmark.en = 'mark.svg'", "wordmark.en: is no table"),
        ("[wordmark.en]\ndark = 'mark.svg'", "wordmark.en.light: is missing"),
        ("[wordmark.en]\nlight = 'none.svg'", "wordmark.en.light: there is no file at "),
        ("[wordmark.en]\nlight = '../outside.svg'", "wordmark.en.light: names no file in "),
        ("[wordmark.en]\nlight = '/etc/hostname'", "wordmark.en.light: names no file in "),
        ("[wordmark.en]\nlight = ''", "wordmark.en.light: names no file in "),
        ('[wordmark.en]\nlight = "a\\u0000b"', "wordmark.en.light: names no file in "),
        ("[wordmark.en]\nlight = 7", "wordmark.en.light: names no file in "),
        ("[wordmark.en]\nlight = 'script.svg'", "wordmark.en.light: "),
        ("style_sheet = 'css/none.css'", "style_sheet: there is no file at "),
        ("style_sheet = '../mark.svg'", "style_sheet: names no file in "),
        ("style_sheet = 'own.txt'", "style_sheet: has no name that ends with .css"),
        ("fonts = 1", "fonts: is no table"),
        ("[fonts.fr]\ntext = 'a.woff2'", "fonts.fr: is not known; write one of en, ko"),
        ("[fonts.ko]\nbody = 'a.woff2'", "fonts.ko.body: is not known; write one of headline, text"),
        ("[fonts.ko]\nheadline = 'none.woff2'", "fonts.ko.headline: there is no file at "),
        ("[fonts.ko]\nheadline = '/etc/hostname'", "fonts.ko.headline: names no file in "),
        ("[fonts.en]\ntext = ['a']", "fonts.en.text: names no file in "),
        ("[fonts.en]\nheadline = 'mark.svg'", "fonts.en.headline: "),
        ("[section_colours]\npink = {}", "section_colours.pink: is not known; write one of brick, "),
        ("[section_colours]\nharbor = '#123456'", "section_colours.harbor: is no table"),
        ("[section_colours.harbor]\nlight = '#0b5d1e'", "section_colours.harbor.dark: is no color"),
        (
            "[section_colours.harbor]\nlight = 'green'\ndark = '#7fd08c'",
            "section_colours.harbor.light: is no color like #1f5685: 'green'",
        ),
        (
            "[section_colours.harbor]\nlight = '#7fd08c'\ndark = '#7fd08c'",
            "section_colours.harbor.light: #7fd08c has a contrast of 1.",
        ),
    ],
)
def test_a_fault_names_its_key(tmp_path, text, fault):
    write_identity(tmp_path, text)
    first, *_others = faults(tmp_path)
    assert first.startswith(fault)


def test_bytes_that_are_no_text_are_a_fault(tmp_path):
    (tmp_path / "identity.toml").write_bytes(b"\xff\xfe")
    assert faults(tmp_path)[0].startswith("identity.toml: is no TOML in UTF-8")
    (tmp_path / "identity.toml").unlink()
    (tmp_path / "identity.toml").mkdir()
    assert faults(tmp_path)[0].startswith("identity.toml: cannot be read")


def test_a_fault_leaves_the_rest_in_use(tmp_path):
    write_identity(tmp_path, "style_sheet = 'css/own.css'\n[wordmark.en]\nlight = 'none.svg'")
    found = read_identity(tmp_path)
    assert (found.style_sheet, found.wordmarks, len(found.faults)) == ("css/own.css", {}, 1)


def test_django_checks_it(settings, tmp_path):
    settings.SITE_DIR = write_identity(tmp_path, "logo = 1")
    [error] = check_identity(None)
    assert error.id == "newsroom.E010"
    assert error.is_serious()
    assert error.msg.startswith("logo: ")
    settings.SITE_DIR = tmp_path / "none"
    assert check_identity(None) == []


def test_a_process_reads_it_once_and_logs_what_is_faulty(settings, tmp_path, caplog):
    settings.SITE_DIR = write_identity(tmp_path, "logo = 1")
    assert identity() is identity()
    [line] = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"{tmp_path / 'identity.toml'} is not valid: logo: ")


def test_section_colours_are_those_of_social_cards(settings, tmp_path):
    ours = colour_pairs()
    settings.SITE_DIR = write_identity(tmp_path)
    assert light_colour(".colour-harbor") == GREEN[0]
    assert colour_pairs() == ours | {".colour-harbor": GREEN}


class TestSystemStatus:
    def report(self, language_settings, folder):
        language_settings.SITE_DIR = folder
        return run_check(IdentityCheck())

    def test_says_which_file_is_in_use(self, settings, tmp_path):
        report = self.report(settings, tmp_path)
        assert (report.state, report.found) == (
            CheckState.FINE,
            f"There is no `{tmp_path / 'identity.toml'}`.",
        )
        (write_identity(tmp_path) / "templates/public").mkdir(parents=True)
        (tmp_path / "templates/public/_footer.html").touch()
        report = self.report(settings, tmp_path)
        assert report.state == CheckState.FINE
        assert report.found.endswith("is in use. Templates of its own: `public/_footer.html`.")

    def test_names_the_keys_that_are_faulty(self, settings, tmp_path):
        report = self.report(settings, write_identity(tmp_path, "logo = 1\nstyle_sheet = 'none.css'"))
        assert report.state == CheckState.ATTENTION
        assert "`logo, style_sheet`" in report.found

    def test_asks_for_collectstatic(self, settings, tmp_path):
        manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
        report = self.report(settings, write_identity(tmp_path))
        assert report.state == CheckState.ATTENTION
        assert "identity/wordmark-en-light.svg" in report.found
        assert "collectstatic" in report.remedy
