from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "mailsvc.usage"
    label = "usage"
