from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "mailsvc.labels"
    label = "labels"
