"""Names of groups; who may join one is decided where the websocket opens."""


def mailbox(pk: int) -> str:
    """Those who have this mailbox open."""
    return f"mailbox.{pk}"


def account(pk: int) -> str:
    """One person's browsers."""
    return f"account.{pk}"


def agency(pk: int) -> str:
    """The clerks and leaders of an agency."""
    return f"agency.{pk}"
