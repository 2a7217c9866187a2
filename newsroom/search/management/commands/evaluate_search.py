import json
import signal

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from newsroom.search.evaluation import (
    InvalidTrial,
    mean_scores,
    publish_trial,
    read_trial,
    score_queries,
    trial_database,
)


class Command(BaseCommand):
    help = (
        "Publish the stories of a file in a database of their own, search them, and compare the answers with"
        " those that are right. The newsroom's own data is not touched."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="the figures as JSON in the last line")

    def handle(self, *, file, json, **options):
        try:
            trial = read_trial(file)
        except InvalidTrial as problem:
            raise CommandError(problem) from problem
        if not trial.queries:
            raise CommandError(f"{file}: there is no query to judge by")
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # the database is removed all the same
        try:
            with trial_database():
                judged = score_queries(trial, publish_trial(trial), timezone.now())
        except Error as error:
            raise CommandError(f"The trial's database could not be used: {error}") from error
        self._print_report(trial, judged, is_json=json)

    def _print_report(self, trial, judged, *, is_json):
        for one in judged:
            lists = {"missed": one.missed, "false": one.false}
            parts = [f"{name}: {', '.join(ids)}" for name, ids in lists.items() if ids]
            if parts:
                self.stdout.write("  ".join([f"{one.query.text}  ", *parts]))
        if trial.is_of_names:
            found = sum(not one.missed for one in judged)
            self.stdout.write(f"names: {found} of {len(judged)} found")
        figures = mean_scores(judged)
        if is_json:
            self.stdout.write(json.dumps(figures))
            return
        told = ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
        self.stdout.write(f"{len(trial.documents)} stories, {len(trial.queries)} queries: {told}")
