"""The tables of the docs name every check that there is, as it is, and no other."""

import re
from pathlib import Path

import pytest

from articles.preflight import CHECKS, Severity

DOCS = Path(__file__).resolve().parent.parent / "docs"
ROW = re.compile(r"^\| `([a-z_.]+)` \| ([^|]+) \| (.+) \|$", re.M)
SEVERITIES = {
    "en": {Severity.BLOCKER: "blocker", Severity.WARNING: "warning"},
    "ko": {Severity.BLOCKER: "발행 차단", Severity.WARNING: "경고"},
}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_table_of_checks_is_the_registry(language):
    rows = ROW.findall((DOCS / language / "preflight.md").read_text(encoding="utf-8"))
    codes = [code for code, _severity, _title in rows]
    assert codes == sorted(CHECKS)
    for code, severity, title in rows:
        assert severity == SEVERITIES[language][CHECKS[code].severity]
        if language == "en":
            assert title == str(CHECKS[code].title)
