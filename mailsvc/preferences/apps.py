from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    name = "mailsvc.preferences"
    label = "preferences"
