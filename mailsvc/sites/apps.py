from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "mailsvc.sites"
    label = "mail_sites"
