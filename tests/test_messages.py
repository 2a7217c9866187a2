"""The Korean translation is complete, and tools/messages.py notices gaps."""

import gettext
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
messages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(messages)

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

HEADLINE = _("headline")
STORIES = ngettext("%(count)d story", "%(count)d stories", 2)
MAY = pgettext_lazy("month", "May")
"""
TEMPLATE = """
{% load i18n %}
    <p title="{% translate "Read on" %}">{{ name|default:_("nobody") }}</p>
  {% blocktranslate trimmed with name=author.name %}
      Written by
      {{ name }}
  {% endblocktranslate %}
{% blocktranslate count days=n context "archive" %}one day{% plural %}{{ days }} days{% endblocktranslate %}
{% comment %} {% translate "not shown" %} {% endcomment %}
"""
SCRIPT = "document.title = gettext('Saved');"
KOREAN = {
    "headline": "제목",
    "%(count)d story": "기사 %(count)d건",
    "May": "5월",
    "Read on": "더 읽기",
    "nobody": "없음",
    "Written by %(name)s": "%(name)s 기자",
    "one day": "%(days)s일",
}


def test_korean_is_complete():
    assert messages.problems(ROOT) == []


# Rules for the Korean interface text: a name, and a pattern that breaks the rule.
RULES = {
    "no particle in both forms": r"\([이으은는가을를와과]\)",
    "no changing particle behind a name": r"(?:%\((?!language\))\w+\)[sd]|\{(?!language\})\w*\})[’)]?"
    r"(?:은|는|이|가|을|를|와|과|로|으로)(?![가-힣])",
    "sentences end in -니다 or -십시오": r"(?:[세해돼예네죠어아여]|이에)요(?=[\s.,!?…’)]|$)",
    "names stand in ‘ ’": r"[“”]|[\"'](?:%\(|\{)",
    "no space before a unit": r"(?:\d|%\(\w+\)[ds]) (?:건|개|곳|분|시간(?!대)|초|명|쪽|판|회|단어|[kKMG]B)",
    "one word for one thing": "찾아 보|단락|작업대|대목|다시 싣|혼자 승인|요약 기사|무결성 해시|발행 판"
    "|게시[되한합 ]",
}
MARKUP = re.compile(r"<[^>]*>")


@pytest.mark.parametrize("rule", RULES)
def test_korean_keeps_the_rules(rule):
    offences = [
        korean
        for domain in messages.SOURCES
        for message in messages.messages(
            messages.read_catalog(ROOT / messages.LOCALE / f"{domain}.po")
        ).values()
        if re.search(RULES[rule], MARKUP.sub("", korean := messages.korean(message)))
    ]
    assert offences == []


BROKEN = {
    "no particle in both forms": "그런 기사은(는) 없습니다.",
    "no changing particle behind a name": "‘%(name)s’를 저장했습니다.",
    "sentences end in -니다 or -십시오": "설명을 써 주세요.",
    "names stand in ‘ ’": "저장했습니다: “%(name)s”",
    "no space before a unit": "파일은 %(size)d MB입니다.",
    "one word for one thing": "영어로도 찾아 보십시오.",
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_finds_what_breaks_it(rule):
    assert [name for name in RULES if re.search(RULES[name], BROKEN[rule])] == [rule]


@pytest.fixture
def house(tmp_path):
    """Return a small checkout with every kind of message, translated and compiled."""
    for name, text in {"articles/words.py": PYTHON, "templates/public/page.html": TEMPLATE}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    messages.update(tmp_path)
    catalog = messages.read_catalog(catalogue(tmp_path))
    for message in messages.messages(catalog).values():
        text = KOREAN[messages.singular(message)]
        message.string = (text,) if message.pluralizable else text
    catalogue(tmp_path).write_bytes(messages.po_bytes(catalog))
    messages.update(tmp_path)
    return tmp_path


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def catalogue(house):
    return house / messages.LOCALE / "django.po"


class TestTheCollector:
    def test_fills_every_kind_of_message(self, house):
        assert messages.problems(house) == []

    def test_compiles_what_gettext_reads(self, house):
        with catalogue(house).with_suffix(".mo").open("rb") as file:
            ko = gettext.GNUTranslations(file)
        assert ko.gettext("headline") == "제목"
        assert ko.ngettext("%(count)d story", "%(count)d stories", 1) == "기사 %(count)d건"
        assert ko.pgettext("month", "May") == "5월"
        assert ko.gettext("Written by %(name)s") == "%(name)s 기자"
        assert ko.npgettext("archive", "one day", "%(days)s days", 3) == "%(days)s일"

    def test_writes_the_same_twice(self, house):
        po, mo = catalogue(house).read_bytes(), catalogue(house).with_suffix(".mo").read_bytes()
        messages.update(house)
        assert (catalogue(house).read_bytes(), catalogue(house).with_suffix(".mo").read_bytes()) == (po, mo)

    def test_collects_scripts_into_a_catalogue_of_their_own(self, house):
        (house / "static/js").mkdir(parents=True)
        (house / "static/js/save.js").write_text(SCRIPT)
        messages.update(house)
        assert messages.problems(house) == ["djangojs: 'Saved' is untranslated"]

    def test_keeps_corrected_korean(self, house):
        edit(catalogue(house), "더 읽기", "계속 읽기")
        messages.update(house)
        assert "계속 읽기" in catalogue(house).read_text()


class TestTheCheck:
    def test_sees_a_message_that_is_not_in_the_catalogue(self, house):
        edit(house / "articles/words.py", '_("headline")', '_("headline") + _("summary")')
        assert messages.problems(house) == ["django: 'summary' is in the code but not in the catalogue"]

    def test_sees_a_message_that_the_code_dropped(self, house):
        edit(house / "articles/words.py", '_("headline")', '""')
        assert messages.problems(house) == ["django: 'headline' is in the catalogue but not in the code"]

    def test_a_checkout_in_a_folder_of_tests_has_messages(self, house):
        house = house.rename(house.with_name("tests"))
        assert messages.problems(house) == []

    def test_sees_an_untranslated_message(self, house):
        edit(catalogue(house), '"제목"', '""')
        assert "django: 'headline' is untranslated" in messages.problems(house)

    def test_sees_a_fuzzy_message(self, house):
        edit(catalogue(house), 'msgid "headline"', '#, fuzzy\nmsgid "headline"')
        assert "django: 'headline' is fuzzy" in messages.problems(house)

    def test_sees_a_lost_placeholder(self, house):
        edit(catalogue(house), "%(name)s 기자", "기자")
        expected = "django: 'Written by %(name)s' has other placeholders or tags in Korean: '기자'"
        assert expected in messages.problems(house)

    def test_sees_an_uncompiled_change(self, house):
        edit(catalogue(house), '"제목"', '"표제"')
        assert messages.problems(house) == ["django.mo is not that of django.po; run make messages"]
