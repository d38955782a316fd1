"""Django's settings, from the environment; every CV_ name stands in docs/settings.md."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- where it lives -------------------------------------------------------------------------------
VAR_DIR = env.read_path("CV_VAR", BASE_DIR / "var")
BIND = env.read_str("CV_BIND", "127.0.0.1")
WEB_PORT = env.read_port("CV_WEB_PORT", 8000)
MX_PORT = env.read_port("CV_MX_PORT", 2525)
SUBMISSION_PORT = env.read_port("CV_SUBMISSION_PORT", 2587)
SUBMISSIONS_PORT = env.read_port("CV_SUBMISSIONS_PORT", 2465)
IMAP_PORT = env.read_port("CV_IMAP_PORT", 2143)
SIEVE_PORT = env.read_port("CV_SIEVE_PORT", 2419)
MAIL_DOMAIN = env.read_str("CV_DOMAIN", "dienbien.example")
HOST_NAME = env.read_str("CV_HOST_NAME", f"mail.{MAIL_DOMAIN}")
IS_LOOPBACK = BIND in {"127.0.0.1", "::1", "localhost"}

SPOOL_DIR = VAR_DIR / "spool"
FILES_DIR = VAR_DIR / "files"
DOVECOT_DIR = VAR_DIR / "dovecot"
MAIL_DIR = VAR_DIR / "mail"
INDEX_DIR = VAR_DIR / "index"
RUN_DIR = VAR_DIR / "run"
TLS_DIR = VAR_DIR / "tls"
SECRETS_DIR = VAR_DIR / "secrets"
JOBS_DIR = VAR_DIR / "jobs"
FILE_LINKS_DIR = VAR_DIR / "filelinks"
# Where scanners of agencies write; empty: no folder is watched.
SCAN_DIR = env.read_str("CV_SCAN_DIR", "")
TRUST_ROOTS_DIR = env.read_path("CV_TRUST_ROOTS", VAR_DIR / "trust")

# --- limits ---------------------------------------------------------------------------------------
MESSAGE_MAX_BYTES = env.read_int("CV_MESSAGE_MAX_MB", 35, low=1, high=200) * 1024 * 1024
ATTACHMENTS_MAX_BYTES = env.read_int("CV_ATTACHMENTS_MAX_MB", 25, low=1, high=150) * 1024 * 1024
IMPORT_MAX_BYTES = env.read_int("CV_IMPORT_MAX_MB", 500, low=1, high=10_000) * 1024 * 1024
# Files too large for a mail, sent as a link; 0: none.
FILE_LINK_MAX_BYTES = env.read_int("CV_FILE_LINK_MAX_MB", 500, low=0, high=10_000) * 1024 * 1024
FILE_LINK_QUOTA_BYTES = env.read_int("CV_FILE_LINK_QUOTA_MB", 2048, low=1) * 1024 * 1024
FILE_LINK_DAYS = env.read_int("CV_FILE_LINK_DAYS", 30, low=1, high=365)
FILE_LINKS_OUTSIDE = env.read_bool("CV_FILE_LINKS_OUTSIDE", True)
MAILBOX_QUOTA_MB = env.read_int("CV_MAILBOX_QUOTA_MB", 1024, low=1)
RECIPIENTS_MAX = env.read_int("CV_RECIPIENTS_MAX", 100, low=1, high=5000)
SENDS_PER_HOUR = env.read_int("CV_SENDS_PER_HOUR", 500, low=1)
SENDS_PER_DAY = env.read_int("CV_SENDS_PER_DAY", 2000, low=1)
GROUP_MAILBOXES_MAX = env.read_int("CV_GROUP_MAILBOXES_MAX", 5000, low=1, high=50_000)
CALENDAR_REFRESH_S = env.read_int("CV_CALENDAR_REFRESH_S", 30, low=1, high=3600)
GROUP_DEPTH_MAX = env.read_int("CV_GROUP_DEPTH_MAX", 5, low=1, high=20)

_LOGIN_TRIES = env.read_int("CV_LOGIN_TRIES", 5, low=1, high=100)
_LOGIN_PAUSE_MINUTES = env.read_int("CV_LOGIN_PAUSE_MINUTES", 10, low=1)
# Python runs one thread at a time in a process: a second relay uses the second core.
RELAY_PROCESSES = env.read_int("CV_RELAY_PROCESSES", min(2, os.cpu_count() or 1), low=1, high=16)
WEB_PROCESSES = env.read_int("CV_WEB_PROCESSES", 1, low=1, high=16)
# Names and meanings: mailsvc.relay.limits.Limits.
RELAY_LIMITS: dict[str, Any] = {
    "sessions_max": env.read_int("CV_RELAY_SESSIONS_MAX", 1000, low=1, high=50_000),
    "sessions_per_address": env.read_int("CV_RELAY_SESSIONS_PER_ADDRESS", 100, low=1),
    "new_sessions_per_minute": env.read_int("CV_RELAY_NEW_SESSIONS_PER_MINUTE", 600, low=1),
    "unlimited_networks": env.read_networks(
        "CV_RELAY_UNLIMITED_NETWORKS", ("127.0.0.0/8", "::1/128")
    ),
    "envelopes_max": env.read_int("CV_RELAY_ENVELOPES_MAX", 1000, low=1),
    "errors_max": env.read_int("CV_RELAY_ERRORS_MAX", 50, low=1),
    "empty_commands_max": env.read_int("CV_RELAY_EMPTY_COMMANDS_MAX", 200, low=10),
    "unknown_recipients_max": env.read_int("CV_RELAY_UNKNOWN_RECIPIENTS_MAX", 10, low=1),
    "idle_s": float(env.read_int("CV_RELAY_IDLE_SECONDS", 300, low=5)),
    "data_s": float(env.read_int("CV_RELAY_DATA_SECONDS", 7200, low=30)),
    "data_progress_bytes": env.read_int("CV_RELAY_DATA_PROGRESS_BYTES", 16_384),
    "session_s": float(env.read_int("CV_RELAY_SESSION_SECONDS", 10_800, low=60)),
    "buffered_max_bytes": env.read_int("CV_RELAY_BUFFERED_MAX_MB", 512, low=64) * 1024 * 1024,
    "login_tries": _LOGIN_TRIES,
    "login_window_s": _LOGIN_PAUSE_MINUTES * 60.0,
}

# --- mail -----------------------------------------------------------------------------------------
IMAP_HOST = env.read_str("CV_IMAP_HOST", "127.0.0.1")
LMTP_ADDRESS = env.read_str("CV_LMTP", str(DOVECOT_DIR / "run" / "lmtp"))
QUOTA_STATUS_ADDRESS = env.read_str("CV_QUOTA_STATUS", str(DOVECOT_DIR / "run" / "quota-status"))
SMART_HOST = env.read_str("CV_SMART_HOST", "")
OUTBOUND_TLS = env.read_choice("CV_OUTBOUND_TLS", "may", ("none", "may", "must", "verify"))
MTA_STS = env.read_bool("CV_MTA_STS", True)
DESTINATION_CONNECTIONS_MAX = env.read_int("CV_DESTINATION_CONNECTIONS_MAX", 4, low=1, high=20)
PROBE_MAX_S = env.read_int("CV_PROBE_SECONDS", 60, low=1, high=3600)
CLAMD_ADDRESS = env.read_str("CV_CLAMD", "")
CLAMD_TOO_LARGE = env.read_choice("CV_CLAMD_TOO_LARGE", "refuse", ("refuse", "defer", "accept"))
RSPAMD_URL = env.read_str("CV_RSPAMD", "")
SCREEN_S = env.read_int("CV_SCREEN_SECONDS", 20, low=1, high=120)
SPOOL_HOST = env.read_str("CV_SPOOL_HOST", "main")
UNCHECKED_NETWORKS = env.read_networks("CV_UNCHECKED_NETWORKS")
# What the owner of a From domain asks for by DMARC: off, mark (Junk) or enforce (refuse too).
DMARC_MODE = env.read_choice("CV_DMARC", "mark", ("off", "mark", "enforce"))
INSIDE_SENDERS = env.read_choice("CV_INSIDE_SENDERS", "refuse", ("refuse", "junk", "accept"))
ARC_TRUSTED = env.read_list("CV_ARC_TRUSTED", [])
# Where people may forward their mail: nowhere, to our mailboxes, to listed domains too, anywhere.
FORWARDING = env.read_choice("CV_FORWARDING", "inside", ("off", "inside", "listed", "any"))
FORWARD_DOMAINS = env.read_list("CV_FORWARD_DOMAINS", [])
REDIS_URL = env.read_str("CV_REDIS_URL", "")
METRICS_TOKEN = env.read_secret("CV_METRICS_TOKEN")
HELP_LINE = env.read_str("CV_HELP_LINE", "")
# Whose figures a printed page shows.
ORGANISATION = env.read_str("CV_ORGANISATION", "") or MAIL_DOMAIN
TRACE_DAYS = env.read_int("CV_TRACE_DAYS", 90, low=7)
USAGE_IDENTITY_MONTHS = env.read_int("CV_USAGE_IDENTITY_MONTHS", 25, low=3, high=120)
USAGE_DIGEST_WEEKDAY = env.read_int("CV_USAGE_DIGEST_WEEKDAY", 1, low=0, high=7)
USAGE_COHORT_YEARS = env.read_int("CV_USAGE_COHORT_YEARS", 3, low=0, high=20)
ALERT_OLDEST_HOURS = env.read_int("CV_ALERT_OLDEST_HOURS", 4, low=1, high=120)
ALERT_DISK_PERCENT = env.read_int("CV_ALERT_DISK_PERCENT", 10, low=1, high=50)
ALERT_CERTIFICATE_DAYS = env.read_int("CV_ALERT_CERTIFICATE_DAYS", 14, low=1, high=90)

# --- demo -----------------------------------------------------------------------------------------
DEMO_PASSWORD = env.read_str("CV_DEMO_PASSWORD", "congvan-demo")


def _instance_secret() -> str:
    """CV_SECRET_KEY, or one made at the first start and kept with mode 0600."""
    given = env.read_secret("CV_SECRET_KEY")
    if given:
        return given
    path = SECRETS_DIR / "django"
    try:
        SECRETS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(
            f"Không ghi được vào {VAR_DIR} ({error.strerror}): hãy đặt CV_VAR tới thư mục ghi được."
        ) from error
    return path.read_text(encoding="ascii")


SECRET_KEY = _instance_secret()
# Pictures in mails that lie on other servers: fetched by us when a person asks. Off where there is
# no Internet.
REMOTE_PICTURES = env.read_bool("CV_REMOTE_PICTURES", False)

DEBUG = env.read_bool("CV_DEBUG", False)
ALLOWED_HOSTS = env.read_list(
    "CV_ALLOWED_HOSTS",
    ["localhost", "127.0.0.1", "[::1]", HOST_NAME] if IS_LOOPBACK else [HOST_NAME],
)
CSRF_TRUSTED_ORIGINS = env.read_list("CV_TRUSTED_ORIGINS", [])

# HTTPS is the proxy's work in production; on loopback the demo speaks plain HTTP.
BEHIND_HTTPS = env.read_bool("CV_HTTPS", not IS_LOOPBACK)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_AGE = env.read_int("CV_SESSION_HOURS", 12, low=1, high=240) * 3600
SESSION_ENGINE = "mailsvc.directory.sessions"
SESSION_COOKIE_NAME = "cv_session"
CSRF_COOKIE_NAME = "cv_csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^metrics$"]  # asked for on this machine, without the proxy
# Subdomains and the browsers' preload list are the operator's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # but for the reading frame, which says so itself
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "channels",
    "csp",
    "django_htmx",
    "django_prose_editor",  # for its static files
    "django_tasks",
    "django_tasks_db",
    "mailsvc.audit",
    "mailsvc.directory",
    "mailsvc.jobs",
    "mailsvc.labels",
    "mailsvc.phishing",
    "mailsvc.pictures",
    "mailsvc.preferences",
    "mailsvc.workdays",
    "mailsvc.sites",
    "mailsvc.signing",
    "mailsvc.signins",
    "mailsvc.forwarding",
    "mailsvc.filters",
    "mailsvc.filelinks",
    "mailsvc.absence",
    "mailsvc.digests",
    "mailsvc.stationery",
    "mailsvc.receipts",
    "mailsvc.invitations",
    "mailsvc.reminders",
    "mailsvc.queue",
    "mailsvc.relay",
    "mailsvc.delivery",
    "mailsvc.mailindex",
    "mailsvc.operations",
    "mailsvc.usage",
    "mailsvc.payroll",
    "mailsvc.survey",
    "mailsvc.onboarding",
    "mailsvc.teamwork",
    "mailsvc.contacts",
    "docflow",
    "webui",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "webui.shared.packed.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "webui.shared.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "webui.shared.policy.PolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "webui.shared.middleware.ActorMiddleware",
    "webui.begin.gate.FirstPasswordMiddleware",
    "webui.shared.middleware.AppErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "webui" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "webui.shared.context.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

DATABASES = {"default": env.read_database("CV_DATABASE_URL", VAR_DIR / "congvan.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"]}}
CHANNEL_LAYERS = {
    "default": (
        {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    )
}

AUTH_USER_MODEL = "directory.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "webui.shared.login.DirectoryBackend",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
# Memory-hard, and a third of the time PBKDF2 takes on the one small server of a province.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = _LOGIN_TRIES
AXES_COOLOFF_TIME = timedelta(minutes=_LOGIN_PAUSE_MINUTES)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "webui.shared.login.typed_address"
AXES_LOCKOUT_CALLABLE = "webui.shared.login.locked_out"
AXES_VERBOSE = False
AXES_HTTP_RESPONSE_CODE = 429

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "cv_language"
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "webui" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_DIR},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
# Maps of scripts for their makers: never asked for by a page, a quarter of the time of preparing.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"trace": {"()": "mailsvc.base.logs.TraceFilter"}},
    "formatters": {
        "line": {
            "()": "mailsvc.base.logs.SecondsFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(trace_id)s] %(message)s",
        }
    },
    "handlers": {
        "console": {
            "class": "mailsvc.base.logs.GatheringHandler",
            "formatter": "line",
            "filters": ["trace"],
        }
    },
    "root": {"handlers": ["console"], "level": env.read_str("CV_LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "mail.log": {"level": "ERROR"},  # aiosmtpd logs addresses and credentials at INFO
        "dkimpy": {"level": "CRITICAL"},  # its errors quote strangers' bytes
        "imapclient": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
