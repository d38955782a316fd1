from django.apps import AppConfig


class TeamworkConfig(AppConfig):
    name = "mailsvc.teamwork"
    label = "teamwork"
