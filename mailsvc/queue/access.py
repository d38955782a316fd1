"""Who may look into the queue and touch it: the operator. Nobody sees a mail's content here."""

from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from mailsvc.queue.models import QueuedMessage


def is_operator(actor: Actor) -> bool:
    """The system administrator, and the system itself (a terminal)."""
    return actor.is_system or actor.has_role(Role.SYSADMIN)


def require_operator(actor: Actor) -> None:
    """Forbidden for everybody else."""
    if not is_operator(actor):
        raise Forbidden("role", "Việc này của quản trị hệ thống.")


def access_message(actor: Actor, trace_id: str) -> QueuedMessage:
    """The row of a mail; Forbidden for those who do not operate the system, NotFound when gone."""
    require_operator(actor)
    found = QueuedMessage.objects.filter(pk=trace_id).first()
    if found is None:
        raise NotFound("mail", "Không có thư mang mã theo dõi này, hoặc dấu vết đã hết hạn lưu.")
    return found
