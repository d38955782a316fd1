from django.apps import AppConfig


class ForwardingConfig(AppConfig):
    name = "mailsvc.forwarding"
    label = "forwarding"
