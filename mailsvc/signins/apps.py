from django.apps import AppConfig


class SignInsConfig(AppConfig):
    name = "mailsvc.signins"
    label = "signins"
