from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "mailsvc.pictures"
    label = "pictures"
