from django.apps import AppConfig


class AbsenceConfig(AppConfig):
    name = "mailsvc.absence"
    label = "absence"
