"""`manage.py evaluate_checks FILE [--json]`: evaluation of the checks between languages on known pairs."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.checks.discrepancies import pair_discrepancies
from articles.checks.pairs import SegmentPair
from articles.text.glossary import GlossaryEntry, TermForms
from articles.text.script import OTHER_LANGUAGE

KINDS = set("number weekday place glossary untranslated script quotes markdown length tags".split())


class Command(BaseCommand):
    help = (
        "Evaluate the checks on pairs with known errors, and report missed errors and false alarms. FILE "
        'contains {"glossary": [{"en": "…", "ko": ["…"]}], "pairs": [{"en": "…", "ko": '
        '"…", "expected": ["number"]}]}; a pair written in Korean first has "source": "ko".'
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON in the last line")

    def handle(self, *, file, json, **options):
        terms, pairs = _read_pairs_file(file)
        counts = {"pairs": len(pairs), "errors_found": 0, "errors_missed": 0, "false_alarms": 0}
        for number, (pair, expected) in enumerate(pairs, start=1):
            warnings = [
                discrepancy for discrepancy in pair_discrepancies(pair, terms) if discrepancy.is_warning
            ]
            missed = expected - {discrepancy.kind for discrepancy in warnings}
            false = [discrepancy for discrepancy in warnings if discrepancy.kind not in expected]
            counts["errors_found"] += len(expected) - len(missed)
            counts["errors_missed"] += len(missed)
            counts["false_alarms"] += len(false)
            if missed or false:
                self._tell(number, pair, missed, false)
        self._count(counts, json)

    def _tell(self, number, pair, missed, false):
        self.stdout.write(f"{number}. {pair.source}\n   {pair.target}")
        for kind in sorted(missed):
            self.stdout.write(f"   missed: {kind}")
        for discrepancy in false:
            self.stdout.write(
                f"   false alarm: {discrepancy.kind}: {discrepancy.message} [{discrepancy.read}]"
            )

    def _count(self, counts, is_json):
        if is_json:
            self.stdout.write(json.dumps(counts))
            return
        for name, count in counts.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {count}")


def _read_pairs_file(file):
    """Return (glossary entries, [(SegmentPair, expected kinds)]). Raise CommandError for an invalid file."""
    try:
        data = json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file}: not UTF-8 text (byte {error.start})") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise CommandError(f"{file}: not valid JSON: {error}") from error
    _require(isinstance(data, dict), file, "an object with “glossary” and “pairs” is wanted")
    glossary, pairs = data.get("glossary", []), data.get("pairs")
    _require(isinstance(glossary, list), f"{file}: glossary", "a list is wanted")
    _require(isinstance(pairs, list), f"{file}: pairs", "a list is wanted")
    terms = tuple(
        _parse_glossary_entry(entry, f"{file}: glossary[{index}]") for index, entry in enumerate(glossary)
    )
    return terms, [_parse_pair(pair, f"{file}: pairs[{index}]") for index, pair in enumerate(pairs)]


def _require(is_right, location, message):
    if not is_right:
        raise CommandError(f"{location}: {message}")


def _parse_glossary_entry(data, location):
    _require(isinstance(data, dict), location, "an object with “en” and “ko” is wanted")
    forms = []
    for language in ("en", "ko"):
        written = data.get(language)
        written = [written] if isinstance(written, str) else written
        is_right = isinstance(written, list) and written and all(isinstance(text, str) for text in written)
        _require(is_right, f"{location}.{language}", "a text or a list of texts is wanted")
        forms.append(TermForms(written[0], synonyms=tuple(written[1:])))
    is_exact = any(map(str.isupper, forms[0].first))
    return GlossaryEntry(location, *forms, is_exact=is_exact)


def _parse_pair(data, location):
    _require(isinstance(data, dict), location, "an object with “en”, “ko” and “expected” is wanted")
    for language in ("en", "ko"):
        _require(isinstance(data.get(language), str), f"{location}.{language}", "a text is wanted")
    source = data.get("source", "en")
    _require(source in ("en", "ko"), f"{location}.source", "“en” or “ko” is wanted")
    expected = data.get("expected")
    is_right = isinstance(expected, list) and all(
        isinstance(kind, str) and kind in KINDS for kind in expected
    )
    _require(is_right, f"{location}.expected", f"a list is wanted, of {', '.join(sorted(KINDS))}")
    return SegmentPair(data[source], data[OTHER_LANGUAGE[source]], source), set(expected)
