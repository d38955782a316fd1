from django.apps import AppConfig


class PayrollConfig(AppConfig):
    name = "mailsvc.payroll"
    label = "payroll"
