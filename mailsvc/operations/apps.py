from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "mailsvc.operations"
    label = "operations"
