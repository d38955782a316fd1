from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "mailsvc.workdays"
    label = "workdays"
