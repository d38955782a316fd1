"""`manage.py load_demo`: the sample province, once; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.demo.load import load_province
from mailsvc.base.errors import AppError


class Command(BaseCommand):
    help = "Nạp tỉnh minh họa: 29 cơ quan, 1.850 người do máy sinh, số liệu tháng 11/2009."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            is_new = load_province()
        except AppError as error:
            raise CommandError(error.public_text) from error
        self.stdout.write("Đã nạp tỉnh minh họa." if is_new else "Tỉnh minh họa đã có sẵn.")
