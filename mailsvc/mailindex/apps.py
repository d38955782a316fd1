from django.apps import AppConfig


class MailindexConfig(AppConfig):
    name = "mailsvc.mailindex"
    label = "mailindex"
