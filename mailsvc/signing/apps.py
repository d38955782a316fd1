from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "mailsvc.signing"
    label = "signing"
