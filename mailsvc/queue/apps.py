from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "mailsvc.queue"
    label = "queue"
