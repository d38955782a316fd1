from django.apps import AppConfig


class FileLinksConfig(AppConfig):
    name = "mailsvc.filelinks"
    label = "filelinks"
