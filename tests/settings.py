"""Settings for tests: those for production with throw-away data, without slow parts.

Only DATABASE_URL is taken from outside, so that the same tests run on SQLite and on PostgreSQL.
"""

import os
import tempfile

# One data folder per run: the workers of pytest-xdist inherit it from the process that removes it.
if "PYTEST_XDIST_WORKER" not in os.environ:
    folder = tempfile.TemporaryDirectory(prefix="newsroom-tests-", ignore_cleanup_errors=True)
    os.environ["NEWSROOM_DATA"] = folder.name
os.environ |= {
    "DEBUG": "0",
    "HTTPS": "0",
    "SECOND_FACTOR": "0",  # tests of second factors set it
    "DATABASE_LOCK_TIMEOUT": "30",  # a busy machine needs as long; tests of the limit set their own
    "SECRET_KEY": "a key for tests, of a length that is accepted",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
}
NOT_FROM_OUTSIDE = """
    ADMIN_LOG_DAYS AI_TRAINING BEHIND_PROXY BIND CDN_PURGE_URL CDN_SECONDS CLAIM_ANSWER_DAYS
    CLAIM_PUBLISH_DAYS CSRF_TRUSTED_ORIGINS
    DATABASE_IDLE_TIMEOUT DATABASE_STATEMENT_TIMEOUT DRAFT_DAYS EMBED_FETCHING EMBED_PROVIDERS
    FEED_AUTHORITY FOUR_EYES FRONT_PAGE_DAYS HSTS_SECONDS IMAGE_MAX_PIXELS INVITATION_DAYS
    MACHINE_TRANSLATION_WHOLE_STORIES
    OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_NAME OIDC_SECOND_FACTOR OIDC_SERVER_URL SECOND_FACTOR_GRACE_DAYS
    LOG_FORMAT LOG_LEVEL MACHINE_TRANSLATION_ADDRESS MACHINE_TRANSLATION_CONSENT MACHINE_TRANSLATION_COUNTRY
    MACHINE_TRANSLATION_CURRENCY MACHINE_TRANSLATION_DAYS MACHINE_TRANSLATION_ENGINE
    MACHINE_TRANSLATION_INPUT_PRICE MACHINE_TRANSLATION_KEY MACHINE_TRANSLATION_MODEL
    MACHINE_TRANSLATION_MONTHLY_LIMIT MACHINE_TRANSLATION_OUTPUT_PRICE MACHINE_TRANSLATION_PRICE
    MACHINE_TRANSLATION_PROMPT MACHINE_TRANSLATION_TIMEOUT
    MEDIA_BUCKET METRICS_TOKEN NEWSLETTERS NEWSLETTER_DAYS NOTIFICATION_DAYS PAGE_CACHE_URL
    PREVIEW_VISIT_DAYS READERSHIP_DAYS
    S3_ACCESS_KEY_ID S3_ENDPOINT S3_REGION S3_SECRET_ACCESS_KEY SEARCH_HISTORY_DAYS SECURITY_LOG_DAYS
    SENTRY_DSN SESSION_DAYS STATIC_ROOT TASK_DAYS TIME_ZONE UNREAD_NOTIFICATION_DAYS
"""
for name in NOT_FROM_OUTSIDE.split():
    os.environ.pop(name, None)

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATA_DIR, DATABASES, STORAGES  # noqa: E402

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
MEDIA_ROOT = DATA_DIR / WORKER / "media"
STATIC_ROOT = DATA_DIR / WORKER / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# A connection that a thread left open would keep the test database from being removed.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A file, not memory: the threads of the live server get connections and locks of their own.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

# Hashed names need collectstatic first; tests/test_project.py runs it and tests them.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
