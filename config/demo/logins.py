"""The known log-ins: one per role in two agencies, and the administrator. Pure."""

from dataclasses import dataclass

from config.demo.names import Name, split_name
from mailsvc.directory.roles import Role

ADMINISTRATOR = "quantri"


@dataclass(frozen=True)
class Login:
    """A person everybody may try the product as."""

    local: str
    agency: str
    unit: str
    role: Role
    title: str
    name: Name
    at_province: bool = False  # the address stands in the province's own domain

    def address(self, domain: str) -> str:
        host = domain if self.at_province else f"{self.agency.casefold()}.{domain}"
        return f"{self.local}@{host}"


_CLERK, _LEADER, _HEAD, _OFFICER = "vanthu", "lanhdao", "truongphong", "chuyenvien"

LOGINS = (
    Login(_LEADER, "STTTT", "LD", Role.LEADER, "Giám đốc", split_name("Nguyễn Đức Toàn")),
    Login(_CLERK, "STTTT", "VP", Role.CLERK, "Văn thư", split_name("Lò Thị Xoan")),
    Login(_HEAD, "STTTT", "CNTT", Role.UNIT_HEAD, "Trưởng phòng", split_name("Phạm Quang Huy")),
    Login(_OFFICER, "STTTT", "CNTT", Role.OFFICER, "Chuyên viên", split_name("Quàng Thị Hoa")),
    Login(
        ADMINISTRATOR,
        "STTTT",
        "CNTT",
        Role.SYSADMIN,
        "Quản trị hệ thống",
        split_name("Giàng A Chu"),
        at_province=True,
    ),
    Login(_LEADER, "STC", "LD", Role.LEADER, "Giám đốc", split_name("Trần Thị Minh Hạnh")),
    Login(_CLERK, "STC", "VP", Role.CLERK, "Văn thư", split_name("Cà Thị Hiên")),
    Login(_HEAD, "STC", "NS", Role.UNIT_HEAD, "Trưởng phòng", split_name("Cầm Xuân Thương")),
    Login(_OFFICER, "STC", "NS", Role.OFFICER, "Chuyên viên", split_name("Sùng Thị Mỷ")),
)
