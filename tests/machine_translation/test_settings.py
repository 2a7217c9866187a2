"""The settings of an engine: off by default, and complete if one is named."""

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.environment import Environment, machine_translation_settings
from newsroom.machine_translation.engine import EngineConfiguration, Usage
from tests.machine_translation.engine_server import NO_ENGINE, engine_settings

NAME = "MACHINE_TRANSLATION_"
DEEPL = {"ENGINE": "deepl", "COUNTRY": "DE", "PRICE": "20", "MONTHLY_LIMIT": "50"}
OWN = {"ENGINE": "openai", "ADDRESS": "http://llm.example/v1", "MODEL": "quay", "COUNTRY": "KR"}


def read(monkeypatch, values):
    for name, value in values.items():
        monkeypatch.setenv(NAME + name, value)
    env = Environment()
    found = machine_translation_settings(env)
    env.seal()
    return found


class TestTheSettings:
    def test_there_is_no_engine_by_default(self, monkeypatch, settings):
        assert read(monkeypatch, {}) == NO_ENGINE | {"timeout": 30}
        settings.MACHINE_TRANSLATION = NO_ENGINE
        assert EngineConfiguration.current() is None

    def test_an_engine_is_read(self, monkeypatch):
        found = read(monkeypatch, DEEPL | {"KEY": "x"})
        assert (found["price"], found["monthly_limit"]) == (Decimal(20), Decimal(50))

    def test_the_prompt_is_read_from_its_file(self, monkeypatch, tmp_path):
        file = tmp_path / "prompt.txt"
        file.write_text("편집국의 문체", encoding="utf-8")
        assert read(monkeypatch, DEEPL | {"PROMPT": str(file)})["prompt"] == "편집국의 문체"
        file.write_bytes(b"\xff\xfe")
        with pytest.raises(ImproperlyConfigured, match=NAME + "PROMPT"):
            read(monkeypatch, DEEPL | {"PROMPT": str(file)})

    @pytest.mark.parametrize("missing", ["COUNTRY", "PRICE", "MONTHLY_LIMIT"])
    def test_an_engine_that_costs_says_where_it_is_and_what_it_may_cost(self, monkeypatch, missing):
        with pytest.raises(ImproperlyConfigured, match=NAME + missing):
            read(monkeypatch, {name: value for name, value in DEEPL.items() if name != missing})

    @pytest.mark.parametrize("missing", ["ADDRESS", "MODEL", "MONTHLY_LIMIT"])
    def test_a_server_of_the_newsrooms_own_has_an_address_and_a_model(self, monkeypatch, missing):
        given = OWN | {"MONTHLY_LIMIT": "0"}
        with pytest.raises(ImproperlyConfigured, match=NAME + missing):
            read(monkeypatch, {name: value for name, value in given.items() if name != missing})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("ENGINE", "babel"),
            ("CONSENT", "always"),
            ("COUNTRY", "Germany"),
            ("CURRENCY", "€"),
            ("PRICE", "-1"),
            ("PRICE", "NaN"),
            ("MONTHLY_LIMIT", "much"),
            ("TIMEOUT", "0"),
            ("PROMPT", "/nowhere/prompt.txt"),
            ("ADDRESS", "llm.example"),
            ("MODEL", "x" * 101),
        ],
    )
    def test_one_that_is_not_understood_is_named(self, monkeypatch, name, value):
        with pytest.raises(ImproperlyConfigured, match=NAME + name):
            read(monkeypatch, DEEPL | {name: value})


class TestACost:
    def test_characters_and_tokens_are_priced_by_the_million_and_rounded_up(self):
        deepl = EngineConfiguration(**engine_settings("deepl", ""))
        assert deepl.cost(Usage(characters=1_000_000)) == Decimal(20)
        assert deepl.cost(Usage(characters=1)) == Decimal("0.000020")
        own = EngineConfiguration(**engine_settings("openai", "http://x"))
        assert own.cost(Usage(input_tokens=1, output_tokens=1)) == Decimal("0.000012")
        assert own.label == "x"
