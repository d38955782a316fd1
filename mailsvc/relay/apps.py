from django.apps import AppConfig


class RelayConfig(AppConfig):
    name = "mailsvc.relay"
    label = "relay"
