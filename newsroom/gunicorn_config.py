"""Configuration of gunicorn: `gunicorn --config python:newsroom.gunicorn_config newsroom.wsgi`.

Whatever the command line says goes before. The site and the analyzer of Korean are loaded once, before the
workers part, which then share their memory.
"""

from articles.text.korean.morphemes import load_analyzer

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True


def on_starting(server):
    load_analyzer()
