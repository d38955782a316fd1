from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "mailsvc.receipts"
    label = "receipts"
