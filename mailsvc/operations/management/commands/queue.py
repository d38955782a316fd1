"""`manage.py queue`: look into the queue; hold, release, retry or drop what waits there."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.base import clock
from mailsvc.base.errors import AppError
from mailsvc.operations import terminal
from mailsvc.operations.services import drop
from mailsvc.queue import operator_services
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.operator_selectors import AGES, QueueFilter, age_table, filter_recipients
from mailsvc.queue.operator_services import AT_ONCE_MAX, Handled

_SHOW = ("summary", "list")
_DO = ("hold", "release", "retry", "drop")
_REASONED = ("hold", "drop")
_EXAMPLES = """\
  queue                                      số người nhận đang chờ theo nơi đến và tuổi thư
  queue list --to tuachua.example            từng người nhận đang chờ của một nơi
  queue list --state held --json             thư đang bị giữ, cho máy đọc
  queue retry --to tuachua.example           gửi lại ngay
  queue hold 25XBQ0J75GY1HM0RKXJMM --reason "Chờ xác minh"
  queue drop --from spam.example --older 1d --reason "Thư rác" --silent
"""


class Command(BaseCommand):
    help = "Xem hàng đợi thư; giữ lại, thả ra, gửi lại ngay, bỏ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = _EXAMPLES
        parser.add_argument("action", nargs="?", choices=(*_SHOW, *_DO), default="summary")
        parser.add_argument("ids", nargs="*", metavar="MÃ", help="mã theo dõi của thư")
        parser.add_argument("--state", choices=QueuedRecipient.State.values, default="")
        parser.add_argument("--to", default="", metavar="TÊN_MIỀN", help="nơi đến")
        parser.add_argument("--from", default="", metavar="TÊN_MIỀN", dest="sender")
        parser.add_argument("--older", type=terminal.parse_age, metavar="4h", help="nhận đã lâu")
        parser.add_argument("--limit", type=int, default=100, help="số dòng của list")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--reason", default="", help="lý do giữ hoặc bỏ: ghi vào nhật ký")
        parser.add_argument("--silent", action="store_true", help="bỏ mà không báo người gửi")
        parser.add_argument("--yes", action="store_true", help="không hỏi lại")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = QueueFilter(
            state=options["state"],
            domain=options["to"].casefold(),
            sender_domain=options["sender"],
            older_than=options["older"],
            trace_ids=tuple(one.upper() for one in options["ids"]),
        )
        try:
            if options["action"] == "summary":
                self._summary(options["as_json"])
            elif options["action"] == "list":
                self._list(wanted, options["limit"], options["as_json"])
            else:
                self._act(options["action"], wanted, options)
        except AppError as error:
            raise CommandError(error.public_text) from error

    def _summary(self, as_json: bool) -> None:
        now = clock.now()
        found = age_table(terminal.terminal_actor(), now=now)
        lines = [*found.rows, *([found.others] if found.others else [])]
        edges = [terminal.age_text(age) for age in AGES]
        if as_json:
            self._print_json(
                [
                    {
                        "domain": one.domain or None,
                        "total": one.total,
                        "by_state": one.by_state,
                        "oldest_at": one.oldest_at.isoformat(),
                        "ages": dict(zip([*edges, "older"], one.counts, strict=True)),
                    }
                    for one in lines
                ]
            )
            return
        head = [
            "nơi đến",
            "cộng",
            *(f"≤{edge}" for edge in edges),
            f">{edges[-1]}",
            "giữ",
            "cũ nhất",
        ]
        rows = [
            [
                one.domain or f"({found.others_count} nơi khác)",
                one.total,
                *one.counts,
                one.by_state.get(QueuedRecipient.State.HELD, 0),
                terminal.age_text(now - one.oldest_at),
            ]
            for one in lines
        ]
        for line in terminal.table(head, rows) if rows else ["Hàng đợi trống."]:
            self.stdout.write(line)

    def _list(self, wanted: QueueFilter, limit: int, as_json: bool) -> None:
        found = filter_recipients(terminal.terminal_actor(), wanted)
        rows = list(found[:limit])
        if as_json:
            self._print_json([_facts(row) for row in rows])
            return
        head = ("mã theo dõi", "trạng thái", "lần", "từ", "đến", "lần tới", "trả lời cuối")
        lines = [
            (
                row.message_id,
                row.state,
                row.attempts,
                row.message.mail_from or "<>",
                row.address,
                "–" if row.state != "due" else terminal.moment_text(row.next_attempt_at),
                row.hold_reason or f"{row.last_code or ''} {row.last_text}".strip()[:80],
            )
            for row in rows
        ]
        for line in terminal.table(head, lines) if lines else ["Không có người nhận nào khớp."]:
            self.stdout.write(line)
        if (total := found.count()) > len(rows):
            self.stdout.write(f"… {len(rows)}/{total}; thêm --limit để xem tiếp.")

    def _act(self, action: str, wanted: QueueFilter, options: dict[str, Any]) -> None:
        if wanted.is_empty:
            raise CommandError("Nói rõ thư nào: mã theo dõi, --to, --from, --older hoặc --state.")
        if action in _REASONED and not options["reason"].strip():
            raise CommandError("Thêm --reason: lý do được ghi vào nhật ký.")
        actor = terminal.terminal_actor()
        found = filter_recipients(actor, wanted).values_list("pk", "message_id")
        chosen = list(found)
        mails = len({trace_id for _pk, trace_id in chosen})
        self.stdout.write(f"{action}: {len(chosen)} người nhận của {mails} thư.")
        if not chosen or not self._agrees(options["yes"]):
            return
        handled: list[Handled] = []
        pks = [pk for pk, _trace_id in chosen]
        for start in range(0, len(pks), AT_ONCE_MAX):
            handled += _run(actor, action, pks[start : start + AT_ONCE_MAX], options)
        counted = Counter(one.handling.value for one in handled)
        self.stdout.write(", ".join(f"{name} {count}" for name, count in sorted(counted.items())))

    def _agrees(self, is_sure: bool) -> bool:
        if is_sure:
            return True
        if not sys.stdin.isatty():
            raise CommandError("Thêm --yes khi chạy không có người ngồi trước máy.")
        return input("Làm tiếp? [c/K] ").strip().casefold() in {"c", "y"}

    def _print_json(self, value: object) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=1))


def _run(actor: Any, action: str, pks: list[int], options: dict[str, Any]) -> list[Handled]:
    reason = options["reason"]
    if action == "hold":
        return operator_services.hold(actor, recipient_pks=pks, reason=reason)
    if action == "release":
        return operator_services.release(actor, recipient_pks=pks)
    if action == "retry":
        return operator_services.retry_now(actor, recipient_pks=pks)
    tells_sender = not options["silent"]
    return drop(actor, recipient_pks=pks, reason=reason, tells_sender=tells_sender)


def _facts(row: QueuedRecipient) -> dict[str, object]:
    return {
        "trace_id": row.message_id,
        "recipient": row.address,
        "sender": row.message.mail_from,
        "kind": row.kind,
        "state": row.state,
        "attempts": row.attempts,
        "accepted_at": row.message.created_at.isoformat(),
        "next_attempt_at": row.next_attempt_at.isoformat() if row.state == "due" else None,
        "waits_for": row.waits_for,
        "size_bytes": row.message.size_bytes,
        "is_urgent": row.message.is_urgent,
        "hold_reason": row.hold_reason,
        "code": row.last_code,
        "enhanced": row.last_enhanced,
        "text": row.last_text,
    }
