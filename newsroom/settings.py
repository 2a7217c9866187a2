"""Settings of the newsroom. Everything that differs between deployments is an environment variable.

An invalid variable stops the start with an error that names it. Without DEBUG, the newsroom does not
start with an insecure default. The variables are listed in docs/en/settings.md.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from environs import validate

from newsroom.environment import (
    DEFAULT_BIND,
    Environment,
    is_address,
    is_bind,
    is_bucket_if_set,
    is_folder,
    is_host,
    is_origin,
    is_secret,
    is_secret_if_set,
    is_time_zone,
    limit_waits,
    logging_settings,
    machine_translation_settings,
    required,
)
from newsroom.formats import label_in

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str(
    "SECRET_KEY", default="a key for development only" if DEBUG else required, validate=is_secret
)
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", default=LOCAL_HOSTS if DEBUG else required) or []
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS", default=[])

# Database and media of a newsroom share one folder, so that several newsrooms can use one checkout.
DATA_DIR = env.folder("NEWSROOM_DATA", default=BASE_DIR / "data") or BASE_DIR
# The newspaper's own templates and static files: docs/en/customising.md.
SITE_DIR = DATA_DIR / "site"
is_duration = validate.Range(min=0, max=86_400)
DATABASES = {
    "default": limit_waits(
        env.database("DATABASE_URL", default=DATA_DIR / "newsroom.sqlite3"),
        lock=env.float("DATABASE_LOCK_TIMEOUT", default=5, validate=is_duration),
        statement=env.float("DATABASE_STATEMENT_TIMEOUT", default=30, validate=is_duration),
        idle=env.float("DATABASE_IDLE_TIMEOUT", default=60, validate=is_duration),
    )
}

OWN_APPS = """
    accounts security demo frontpage breaking_news notifications operations public related search
    confidential pageviews translations machine_translation interchange claims diary
    story_lists story_search redirects pagecache identity newsletters advertising live
""".split()
INSTALLED_APPS = [
    "modeltranslation",  # before admin, whose classes it patches
    "articles",
    *(f"newsroom.{name}" for name in OWN_APPS),
    "newsroom.apps.NewsroomAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "js_asset",
    "taggit",
    "simple_history",
    "django_tasks_db",
]

# Secret that gives access to /metrics. If it is empty, nothing is counted (newsroom/operations/metrics.py).
METRICS_TOKEN = env.str("METRICS_TOKEN", default="", validate=is_secret_if_set)

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "newsroom.operations.probes.ProbeMiddleware",  # load balancers send plain http to an IP address
    "newsroom.static_files.StaticFilesMiddleware",
    "newsroom.logs.RequestLogMiddleware",
    *(["newsroom.operations.metrics.MetricsMiddleware"] if METRICS_TOKEN else []),
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "newsroom.middleware.HeadersMiddleware",
    "newsroom.middleware.CompressionMiddleware",
    "newsroom.middleware.NulMiddleware",
    "newsroom.public.time_machine.InstantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.middleware.LanguageMiddleware",
    "newsroom.public.time_machine.TimeMachineMiddleware",
    "newsroom.accounts.recovery.RecoveryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.accounts.adapters.AccountPagesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "newsroom.security.log.RefusalMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_DIR / "templates", BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"identity": "newsroom.identity.static_files"},
        },
    },
]

# Languages. Fallbacks are off everywhere: an empty Korean title stays empty.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["newsroom.formats"]
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = label_in
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_ENABLE_FALLBACKS = False
MODELTRANSLATION_FALLBACK_LANGUAGES = ()
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Seoul", validate=is_time_zone)

# Whether users who wrote more than a third of the changes since the last approval need a second person to
# approve them. To approve without one, they must confirm that and give a reason.
FOUR_EYES = env.bool("FOUR_EYES", default=True)
# Whether an approver may confirm all machine drafts of a story at once.
MACHINE_TRANSLATION_WHOLE_STORIES = env.bool("MACHINE_TRANSLATION_WHOLE_STORIES", default=False)

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=DATA_DIR / "static").expanduser()
# Folder of the newspaper's logo and icons. STATICFILES_DIRS has its files first, so that they replace ours.
BRANDING = (env.path("BRANDING", default=None, validate=is_folder) or DATA_DIR / "branding").expanduser()
EMBED_PROVIDERS = env.path("EMBED_PROVIDERS", default=DATA_DIR / "embed_providers.toml").expanduser()
EMBED_FETCHING = env.bool("EMBED_FETCHING", default=True)  # whether to fetch titles and images of embeds
OWN_FILES = [("", SITE_DIR / "static"), ("img", BRANDING)]
STATICFILES_DIRS = [*((prefix, path) for prefix, path in OWN_FILES if path.is_dir()), BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "newsroom.identity.static_files.IdentityFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Pictures are stored in MEDIA_ROOT, or in a bucket of object storage. The newsroom serves both.
MEDIA_BUCKET = env.str("MEDIA_BUCKET", default="", validate=is_bucket_if_set)
S3 = {
    "endpoint_url": env.str("S3_ENDPOINT", default="", validate=is_address),
    "region": env.str("S3_REGION", default="us-east-1"),
    "access_key_id": (access_key_id := env.str("S3_ACCESS_KEY_ID", default="")),
    "secret_access_key": env.str("S3_SECRET_ACCESS_KEY", default=required if access_key_id else ""),
}
STORAGES = {
    "default": {"BACKEND": "articles.media.bucket.BucketStorage", "OPTIONS": {"bucket": MEDIA_BUCKET}}
    if MEDIA_BUCKET
    else {"BACKEND": "articles.media.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "newsroom.static_files.ReleasedFilesStorage"},
}

# Security. Admin and public pages are equally strict; nothing is loaded from other sites.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "blob:"],  # blob: for pictures during their upload
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# HTTPS is the default without DEBUG; `make run` sets HTTPS=0 because it serves plain http on this machine.
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
# Retention, in days, of rows that are not needed permanently: newsroom/operations/retention.py.
six_months, most = 184, 36_500
SESSION_DAYS = env.int("SESSION_DAYS", default=14, validate=validate.Range(min=1, max=90))
SESSION_COOKIE_AGE = (SESSION_DAYS or 1) * 86_400
DRAFT_DAYS = env.int("DRAFT_DAYS", default=30, validate=validate.Range(min=7, max=366))
NOTIFICATION_DAYS = env.int("NOTIFICATION_DAYS", default=90, validate=validate.Range(min=7, max=most))
UNREAD_NOTIFICATION_DAYS = env.int(
    "UNREAD_NOTIFICATION_DAYS", default=365, validate=validate.Range(min=30, max=most)
)
ADMIN_LOG_DAYS = env.int("ADMIN_LOG_DAYS", default=730, validate=validate.Range(min=six_months, max=most))
TASK_DAYS = env.int("TASK_DAYS", default=14, validate=validate.Range(min=1, max=366))
PREVIEW_VISIT_DAYS = env.int("PREVIEW_VISIT_DAYS", default=365, validate=validate.Range(min=1, max=most))
SEARCH_HISTORY_DAYS = env.int(
    "SEARCH_HISTORY_DAYS", default=3_650, validate=validate.Range(min=six_months, max=most)
)
MACHINE_TRANSLATION_DAYS = env.int(
    "MACHINE_TRANSLATION_DAYS", default=365, validate=validate.Range(min=31, max=most)
)
NEWSLETTER_DAYS = env.int("NEWSLETTER_DAYS", default=90, validate=validate.Range(min=14, max=most))
READERSHIP_DAYS = env.int("READERSHIP_DAYS", default=400, validate=validate.Range(min=31, max=most))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = (
    env.int("HSTS_SECONDS", default=31_536_000, validate=validate.Range(min=0)) if HTTPS else 0
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Set it only behind a proxy that always sets X-Forwarded-Proto: otherwise any client can claim to use https.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# The address of gunicorn (newsroom/gunicorn_config.py); `doctor` compares it with BEHIND_PROXY.
BIND = env.str("BIND", default=DEFAULT_BIND, validate=is_bind)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
WHITENOISE_ALLOW_ALL_ORIGINS = False
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "newsroom.accounts.recovery.refuse_post"
# Retention, in days, of the security log, because it has names and network addresses of people.
SECURITY_LOG_DAYS = env.int("SECURITY_LOG_DAYS", default=365, validate=validate.Range(min=1, max=36_500))
# Days from the receipt of a claim of press law until it must be answered, and until a statement is published.
CLAIM_ANSWER_DAYS = env.int("CLAIM_ANSWER_DAYS", default=3, validate=validate.Range(min=1, max=366))
CLAIM_PUBLISH_DAYS = env.int("CLAIM_PUBLISH_DAYS", default=7, validate=validate.Range(min=1, max=366))
# Retention, in days, of the history of front pages: at least six months.
FRONT_PAGE_DAYS = env.int("FRONT_PAGE_DAYS", default=200, validate=validate.Range(min=six_months, max=most))
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_AGE = 31_536_000
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["newsroom.accounts.backend.AccountBackend"]
LOGIN_URL = "admin:login"

# Login by allauth. There is no sign-up: users are invited (newsroom/accounts/mail.py).
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "newsroom.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "newsroom.accounts.forms.LoginForm",
    "reauthenticate": "newsroom.accounts.forms.ReauthenticateForm",
    "change_password": "newsroom.accounts.forms.ChangePasswordForm",
    "set_password": "newsroom.accounts.forms.SetPasswordForm",
    "reset_password": "newsroom.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "newsroom.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # account managers have entered the addresses
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # newsroom/accounts/limits.py counts attempts
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_ADAPTER = "newsroom.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "newsroom.accounts.forms.AuthenticateForm",
    "reauthenticate": "newsroom.accounts.forms.ReauthenticateWithCodeForm",
    "activate_totp": "newsroom.accounts.forms.AddAppForm",
    "add_webauthn": "newsroom.accounts.forms.AddKeyForm",
    "edit_webauthn": "newsroom.accounts.forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds: tolerance for a phone's clock
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Whether users who publish or manage accounts must have a second factor, and the grace period in days.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=True)
SECOND_FACTOR_GRACE_DAYS = env.int("SECOND_FACTOR_GRACE_DAYS", default=14, validate=validate.Range(min=0))
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7, validate=validate.Range(min=1))

# Login with the accounts of a company or a university, by OpenID Connect.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="", validate=is_address)
OIDC_NAME = env.str("OIDC_NAME", default="OpenID Connect")
OIDC_PROVIDER_ID = "organization"  # part of the callback URL that is registered with the provider
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default=required if OIDC_SERVER_URL else "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default=required if OIDC_SERVER_URL else "")
# Whether the provider requires a second factor, so that the newsroom does not.
OIDC_SECOND_FACTOR = env.bool("OIDC_SECOND_FACTOR", default=False)
SOCIALACCOUNT_ADAPTER = "newsroom.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# The login button is a link, because form-action forbids forms that lead to another site.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER_ID,
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}

# E-mail and background tasks: `manage.py follow_log` runs both, see docs/en/settings.md.
HOSTS = [host for host in ALLOWED_HOSTS if not host.startswith((".", "*"))] or ["localhost"]
# The public address of our pages, for absolute links: newsroom/public/responses.py.
SITE_URL = env.str("SITE_URL", default=f"{'https' if HTTPS else 'http'}://{HOSTS[0]}", validate=is_origin)
SITE_URL = (SITE_URL or "").rstrip("/")
# Whether robots.txt admits crawlers that gather texts to train models; search engines are always admitted.
AI_TRAINING = env.bool("AI_TRAINING", default=True)
# Authority in the ids of feed entries. It must not change when the address of the site changes.
FEED_AUTHORITY = env.str("FEED_AUTHORITY", default=urlsplit(SITE_URL).hostname or "", validate=is_host)
FEED_AUTHORITY = (FEED_AUTHORITY or "localhost").lower()
NEWSLETTERS = env.bool("NEWSLETTERS", default=True)  # whether readers can subscribe to newsletters
MAILERS = {
    "default": env.mailer("MAIL_URL", default=f"{DATA_DIR.as_uri()}/mail" if DEBUG else "smtp://localhost")
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default=f"newsroom@{HOSTS[0].strip('[]')}")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Machine drafts of translations: off unless an engine is chosen.
MACHINE_TRANSLATION = machine_translation_settings(env)

# `pages` has readers' pages: in each process, or in Valkey for all processes; `off:` caches nothing.
CACHES = {
    # Data for contracts, sitemaps and the first screen, for up to ten minutes in the memory of each process.
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "pages": env.page_cache("PAGE_CACHE_URL", default="off:" if DEBUG else "memory:"),
}

# Time in seconds for a CDN to serve a page without revalidation, and the URL to purge pages earlier.
CDN_SECONDS = env.int("CDN_SECONDS", default=0, validate=validate.Range(min=0, max=86_400))
CDN_PURGE_URL = env.str("CDN_PURGE_URL", default="", validate=is_address)

# Minimum number of readings in a day for a story to be listed among the most read.
MOST_READ_FROM = env.int("MOST_READ_FROM", default=10, validate=validate.Range(min=1))

# Topics are found by autocomplete; names that differ only in case are the same topic.
TAGGIT_CASE_INSENSITIVE = True
# A picture's width × height is checked before it is decoded.
IMAGE_MAX_PIXELS = env.int("IMAGE_MAX_PIXELS", default=60_000_000, validate=validate.Range(min=1))
IMAGE_MAX_WIDTH = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
# The form of a story with 60 sources, related links and bylines has 2,700 fields, because most are sent
# twice: initial and current value. The limit allows some more rows, so that the form itself can refuse them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

# Address for error reports, in addition to the log (newsroom/operations/error_reports.py).
SENTRY_DSN = env.str("SENTRY_DSN", default="", validate=is_address)
LOGGING = logging_settings(env, debug=DEBUG)

env.seal()
