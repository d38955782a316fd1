"""The one screen printed when everything is ready."""

from django.conf import settings

_ROLES = (
    ("Văn thư", "vanthu"),
    ("Lãnh đạo", "lanhdao"),
    ("Trưởng phòng", "truongphong"),
    ("Chuyên viên", "chuyenvien"),
)


def welcome_screen(has_demo: bool) -> str:
    """Addresses, demo log-ins by role, how to stop."""
    host = f"[{settings.BIND}]" if ":" in settings.BIND else settings.BIND
    lines = [
        "",
        "Công Văn đang chạy / is running",
        f"  Trang web / pages     http://{host}:{settings.WEB_PORT}/",
        f"  Gửi thư / submission  {host}:{settings.SUBMISSION_PORT}  (STARTTLS)",
        f"  Gửi thư / submissions {host}:{settings.SUBMISSIONS_PORT}  (TLS)",
        f"  Đọc thư / IMAP        {host}:{settings.IMAP_PORT}  (STARTTLS)",
        f"  Nhận thư / MX         {host}:{settings.MX_PORT}",
        f"  Dữ liệu / data        {settings.VAR_DIR}",
    ]
    if has_demo:
        lines += _demo_lines()
    lines += ["", "Dừng: bấm Ctrl+C (stop: Ctrl+C)", "ready"]
    return "\n".join(lines)


def _demo_lines() -> list[str]:
    domain = settings.MAIL_DOMAIN
    rows = [f"  {role:<14} {local}@stttt.{domain}   {local}@stc.{domain}" for role, local in _ROLES]
    return [
        "",
        f"Đăng nhập minh họa / demo log-ins, mật khẩu / password: {settings.DEMO_PASSWORD}",
        *rows,
        f"  {'Quản trị':<14} quantri@{domain}",
    ]
