from django.apps import AppConfig


class FiltersConfig(AppConfig):
    name = "mailsvc.filters"
    label = "filters"
