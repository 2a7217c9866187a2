"""`manage.py evaluate_checks`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

PAIRS = sorted((Path(__file__).parent / "pairs").glob("*.json"))
GOOD = {"en": "It cost 12 won.", "ko": "비용은 12원이었다.", "expected": []}


@pytest.fixture
def evaluate(tmp_path):
    """Return a function that writes data or bytes into a file, evaluates it and returns output lines."""

    def judge(data, **options):
        path = tmp_path / "pairs.json"
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        out = StringIO()
        call_command("evaluate_checks", str(path), stdout=out, **options)
        return out.getvalue().splitlines()

    return judge


class TestEvaluateChecks:
    @pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
    def test_finds_every_error_of_our_own_pairs_and_nothing_else(self, path):
        out = StringIO()
        call_command("evaluate_checks", str(path), json=True, stdout=out)
        [line] = out.getvalue().splitlines()
        counts = json.loads(line)
        assert list(counts) == ["pairs", "errors_found", "errors_missed", "false_alarms"]
        pairs = json.loads(path.read_text())["pairs"]
        errors = sum(len(pair["expected"]) for pair in pairs)
        assert counts == {
            "pairs": len(pairs), "errors_found": errors, "errors_missed": 0, "false_alarms": 0
        }  # fmt: skip
        assert len(pairs) > 100 and errors > 30

    def test_tells_what_was_missed_and_what_was_found_falsely(self, evaluate):
        wrong = {**GOOD, "ko": "비용은 21원이었다.", "expected": ["markdown"]}
        lines = "\n".join(evaluate({"glossary": [], "pairs": [GOOD, wrong]}))
        assert "2. It cost 12 won." in lines
        assert "missed: markdown" in lines
        assert "false alarm: number" in lines
        assert "12 won / 21원" in lines
        assert "errors missed: 1\nfalse alarms: 1" in lines

    def test_judges_the_direction_that_a_pair_names(self, evaluate):
        same = "비용은 크지 않았다고 한다."
        pair = {"en": same, "ko": same, "expected": ["untranslated"], "source": "ko"}
        assert json.loads(evaluate({"pairs": [pair]}, json=True)[-1])["errors_found"] == 1

    @pytest.mark.parametrize(
        ("data", "place"),
        [
            (b"{", "not valid JSON"),
            (b"\xff", "not UTF-8"),
            ([], "an object"),
            ({"pairs": {}}, "pairs: a list"),
            ({"pairs": [GOOD, {"en": 1}]}, r"pairs\[1\]\.en: a text"),
            ({"pairs": [{**GOOD, "expected": ["numbers"]}]}, r"pairs\[0\]\.expected"),
            ({"pairs": [{**GOOD, "source": "jp"}]}, r"pairs\[0\]\.source"),
            ({"glossary": [{"en": "rice"}], "pairs": []}, r"glossary\[0\]\.ko"),
        ],
    )
    def test_names_the_place_of_what_is_wrong_with_a_file(self, evaluate, data, place):
        with pytest.raises(CommandError, match=place):
            evaluate(data)

    def test_names_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match="nowhere.json: No such file"):
            call_command("evaluate_checks", str(tmp_path / "nowhere.json"))
