from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "mailsvc.survey"
    label = "survey"
