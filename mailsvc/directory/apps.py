from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "mailsvc.directory"
    label = "directory"
