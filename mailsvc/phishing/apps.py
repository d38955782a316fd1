from django.apps import AppConfig


class PhishingConfig(AppConfig):
    name = "mailsvc.phishing"
    label = "phishing"
