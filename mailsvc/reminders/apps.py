from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "mailsvc.reminders"
    label = "reminders"
