from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "mailsvc.digests"
    label = "digests"
