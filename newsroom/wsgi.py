"""The WSGI entry point of the newsroom."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup(set_prefix=False)

from newsroom.pagecache.handler import PageCacheHandler  # noqa: E402

application = PageCacheHandler()
