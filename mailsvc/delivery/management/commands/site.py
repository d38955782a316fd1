"""`manage.py site`: the other installations and servers mail is exchanged with by name."""

from argparse import ArgumentParser, BooleanOptionalAction
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mailsvc.base.errors import AppError
from mailsvc.delivery.transports.dial import NoConnection, dial
from mailsvc.delivery.transports.pool import leave
from mailsvc.directory.actor import SYSTEM
from mailsvc.queue import destinations
from mailsvc.sites import credentials, secrets, services
from mailsvc.sites.models import Site
from mailsvc.sites.selectors import get_site, list_sites, make_hop
from mailsvc.sites.services import SiteChange

_FLAGS = ("is_default", "is_inside", "is_hub", "may_relay", "is_active")


class Command(BaseCommand):
    help = "Điểm nối: máy chủ thư của tỉnh, của huyện, máy chủ chuyển tiếp; tên miền nào ở đâu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="mọi điểm nối, không có mật khẩu")
        for action, text in (("add", "thêm"), ("change", "sửa những gì được nêu")):
            _add_columns(actions.add_parser(action, help=text))
        for action, text in (
            ("remove", "bỏ điểm nối"),
            ("test", "thử kết nối, TLS và đăng nhập; không gửi thư"),
            ("credential", "cấp mật khẩu mới để điểm nối ấy đăng nhập vào đây; chỉ hiện một lần"),
            ("revoke", "thu hồi mật khẩu ấy"),
        ):
            actions.add_parser(action, help=text).add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action']}")(options)
        except AppError as error:
            raise CommandError(error.public_text) from error

    def _list(self, options: dict[str, Any]) -> None:
        for site in list_sites():
            self.stdout.write(_line(site))

    def _add(self, options: dict[str, Any]) -> None:
        services.add_site(SYSTEM, name=options["name"], change=_change(options))
        self._release(options["name"])

    def _change(self, options: dict[str, Any]) -> None:
        services.change_site(SYSTEM, name=options["name"], change=_change(options))
        self._release(options["name"])

    def _remove(self, options: dict[str, Any]) -> None:
        services.remove_site(SYSTEM, name=options["name"])
        self._release(options["name"])

    def _credential(self, options: dict[str, Any]) -> None:
        self.stdout.write(credentials.make_credential(SYSTEM, name=options["name"]))

    def _revoke(self, options: dict[str, Any]) -> None:
        credentials.revoke_credential(SYSTEM, name=options["name"])

    def _test(self, options: dict[str, Any]) -> None:
        hop = make_hop(get_site(options["name"]))
        if not hop.is_peer:
            raise CommandError("Điểm nối này không có máy chủ: thư đi theo MX của từng tên miền.")
        try:
            client = dial(
                hop.host,
                hop.port,
                hop,
                host_name=settings.HOST_NAME,
                read_secret=secrets.read,
            )
        except NoConnection as error:
            outcome = error.outcome
            raise CommandError(f"{outcome.code} {outcome.enhanced} {outcome.text}") from error
        offered = " ".join(sorted(name.upper() for name in client.esmtp_features))
        leave(client)
        self.stdout.write(f"Kết nối được {hop.host}:{hop.port}: {offered}")

    def _release(self, name: str) -> None:
        """What waited for the site as it was goes by the new rules at once."""
        destinations.note_up(name)


def _add_columns(parser: ArgumentParser) -> None:
    parser.add_argument("name")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--tls", choices=("none", "may", "must", "verify"))
    parser.add_argument("--ca", type=Path, metavar="FILE", help="chứng thư gốc (PEM)")
    parser.add_argument("--login", help="tên đăng nhập của ta ở đó")
    parser.add_argument("--secret-file", type=Path, help="tệp chứa mật khẩu của ta ở đó")
    parser.add_argument("--ask-secret", action="store_true", help="hỏi mật khẩu ấy")
    parser.add_argument("--domain", action="append", metavar="TÊN", help="“.x” là mọi tên dưới x")
    parser.add_argument("--connections-max", type=int)
    for flag, text in zip(
        _FLAGS,
        (
            "mọi thư ra ngoài đi qua đó",
            "thư lưu hành nội bộ được tới đó",
            "được gửi vào đây thư của mọi tên miền không phải của ta",
            "được gửi qua ta ra ngoài",
            "đang dùng",
        ),
        strict=True,
    ):
        name = flag.removeprefix("is_").replace("_", "-")
        parser.add_argument(f"--{name}", dest=flag, action=BooleanOptionalAction, help=text)


def _change(options: dict[str, Any]) -> SiteChange:
    return SiteChange(
        host=options["host"],
        port=options["port"],
        tls=options["tls"],
        ca_pem=_read(options["ca"]),
        login=options["login"],
        connections_max=options["connections_max"],
        domains=options["domain"],
        secret=getpass("Mật khẩu: ") if options["ask_secret"] else _read(options["secret_file"]),
        **{flag: options[flag] for flag in _FLAGS},
    )


def _read(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Không đọc được {path}.") from error


def _line(site: Site) -> str:
    flags = [name.removeprefix("is_") for name in _FLAGS if getattr(site, name)]
    return "  ".join(
        (
            site.name,
            f"{site.host}:{site.port}" if site.host else "MX",
            f"tls={site.tls}{'+ca' if site.ca_pem else ''}",
            f"login={site.login or '-'}",
            f"secret={'yes' if secrets.has(site.name) else 'no'}",
            f"credential={'yes' if site.login_hash else 'no'}",
            f"connections={site.connections_max}",
            ",".join(flags),
            " ".join(one.name for one in site.domains.all()),
        )
    )
