"""`manage.py load_demo`: the sample province, once; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.demo.load import load_province
from config.demo.marker import read_marker
from config.demo.papers import load_papers
from config.demo.post import load_mails
from mailsvc.base import clock
from mailsvc.base.errors import AppError, StoreUnavailable


class Command(BaseCommand):
    help = "Nạp tỉnh minh họa: 29 cơ quan, 1.850 người do máy sinh, thư và văn bản mẫu."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            is_new = load_province()
            self._say("Đã nạp tỉnh minh họa." if is_new else "Tỉnh minh họa đã có sẵn.")
            count = load_papers(clock.today())
            if count:
                self._say(f"Đã nạp {count} văn bản minh họa.")
            self._load_mails()
        except AppError as error:
            raise CommandError(error.public_text) from error

    def _load_mails(self) -> None:
        """Without Dovecot they wait for the next run; `serve --demo` calls this once it answers."""
        marker = read_marker(clock.today())
        try:
            count = load_mails(marker)
        except StoreUnavailable:
            self._say("Dovecot chưa chạy: thư minh họa sẽ được nạp ở lần sau.")
            return
        marker.is_done = True
        marker.save()
        if count:
            self._say(f"Đã nạp {count} thư minh họa.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
