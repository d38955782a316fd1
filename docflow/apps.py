from django.apps import AppConfig


class DocflowConfig(AppConfig):
    name = "docflow"
    label = "docflow"
