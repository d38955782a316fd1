"""`manage.py trace ID`: the whole life of one mail, by its trace id, Message-ID or ENVID."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.base.errors import AppError
from mailsvc.operations.terminal import moment_text, terminal_actor
from mailsvc.operations.trace import MailLife, RecipientLife, get_life
from mailsvc.queue.operator_selectors import find_mails


class Command(BaseCommand):
    help = "Toàn bộ dấu vết của một thư: nhận từ đâu, gửi tới ai, máy chủ nào trả lời gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="mã theo dõi, Message-ID hoặc ENVID")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = terminal_actor()
        try:
            found = [get_life(actor, one.pk) for one in find_mails(actor, options["id"])]
        except AppError as error:
            raise CommandError(error.public_text) from error
        if not found:
            raise CommandError("Không có thư mang mã này, hoặc dấu vết đã hết hạn lưu.")
        if options["as_json"]:
            lives = [asdict(life) for life in found]
            self.stdout.write(json.dumps(lives, ensure_ascii=False, indent=1, default=str))
            return
        self.stdout.write("\n\n".join("\n".join(_lines(life)) for life in found))


def _lines(life: MailLife) -> Iterator[str]:
    yield f"Thư {life.trace_id}"
    yield from (f"  {name}: {value}" for name, value in _acceptance(life) if value)
    for recipient in life.recipients:
        yield from _recipient(recipient)
    for other in life.related:
        yield f"Liên quan: {other.trace_id} ({other.tie}, {moment_text(other.created_at)})"
    for line in life.journal:
        done = f"{line.action} {', '.join(line.recipients)} {line.reason}".rstrip()
        yield f"Nhật ký: {moment_text(line.at)} {line.who} {done}"


def _acceptance(life: MailLife) -> Iterator[tuple[str, object]]:
    facts = life.facts
    yield "nhận lúc", moment_text(life.accepted_at)
    yield "cửa vào", f"{life.source} {facts.port or ''}".strip()
    yield "từ máy", f"{facts.peer} ({facts.helo}) {facts.protocol}" if facts.peer else ""
    yield "TLS", facts.tls or ("không" if facts.peer else "")
    yield "điểm nối", facts.site
    yield "mã ở điểm nối", life.hop_id
    yield "nhãn", facts.label
    yield "tài khoản", life.account
    yield "người gửi", life.mail_from or "<>"
    yield "cỡ", f"{life.size_bytes} byte" + (", khẩn" if life.is_urgent else "")
    yield "Message-ID", life.message_id
    yield "ENVID", life.envid
    yield "kiểm tra", "; ".join(life.results)


def _recipient(one: RecipientLife) -> Iterator[str]:
    name = f"bản lưu của người gửi ({one.folder})" if one.is_copy else one.address
    asked = f" (viết tới {one.asked_for})" if one.asked_for else ""
    yield f"Tới {name}{asked}: {one.state}, {one.attempts} lần"
    for number, attempt in enumerate(one.tries, 1):
        said = f"{attempt.code} {attempt.enhanced} {attempt.text}".strip()
        remote = f" {attempt.remote}" if attempt.remote else ""
        yield (
            f"  {number}. {moment_text(attempt.started_at)} {attempt.duration_ms} ms"
            f"{remote}: {attempt.outcome} {said}"
        )
    if one.next_attempt_at:
        yield f"  lần tới: {moment_text(one.next_attempt_at)}"
    if one.waits_for:
        yield f"  chờ nơi đến: {one.waits_for}"
    if one.hold_reason:
        yield f"  giữ vì: {one.hold_reason}"
    if one.finished_at:
        yield f"  xong: {moment_text(one.finished_at)} {one.code} {one.enhanced} {one.text}"
