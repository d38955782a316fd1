"""The database of the running tests, for programs that tests start."""

from urllib.parse import quote

from django.db import connection


def database_url() -> str:
    """What CV_DATABASE_URL must be for a process that starts afresh."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    host = f"{settings['HOST']}:{settings['PORT']}" if settings["PORT"] else settings["HOST"]
    return f"postgres://{settings['USER']}{password}@{host}/{settings['NAME']}"
