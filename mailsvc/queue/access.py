"""The door to a mail's row: for those who operate the system. Nobody sees its content here."""

from mailsvc.base.errors import NotFound
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.queue.models import QueuedMessage


def access_message(actor: Actor, trace_id: str) -> QueuedMessage:
    """The row of a mail; Forbidden for those who do not operate the system, NotFound when gone."""
    require_administrator(actor)
    found = QueuedMessage.objects.filter(pk=trace_id).first()
    if found is None:
        raise NotFound("mail", "Không có thư mang mã theo dõi này, hoặc dấu vết đã hết hạn lưu.")
    return found
