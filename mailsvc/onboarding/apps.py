from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "mailsvc.onboarding"
    label = "onboarding"
