from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "mailsvc.delivery"
    label = "delivery"
