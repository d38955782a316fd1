from django.apps import AppConfig


class StationeryConfig(AppConfig):
    name = "mailsvc.stationery"
    label = "stationery"
