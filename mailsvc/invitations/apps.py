from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "mailsvc.invitations"
    label = "invitations"
