from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "mailsvc.contacts"
    label = "contacts"
