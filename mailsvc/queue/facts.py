"""How a mail came in, as one short text beside its row: written once, read by its trace. Pure."""

import json
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True)
class AcceptanceFacts:
    """What the relay saw. `protocol` is the keyword of Received, `tls` its version and cipher."""

    port: int = 0
    peer: str = ""
    helo: str = ""
    protocol: str = ""
    tls: str = ""
    site: str = ""  # the installation of ours that logged in
    label: str = ""  # "internal" where it may not leave us

    def to_text(self) -> str:
        """JSON without what is empty; "" when all is."""
        known = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(known, ensure_ascii=False, separators=(",", ":")) if known else ""


def read_facts(text: str) -> AcceptanceFacts:
    """The facts of a row; what is missing or unreadable is empty."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = {}
    if not isinstance(found, dict):
        found = {}
    known = {one.name: type(one.default) for one in fields(AcceptanceFacts)}
    return AcceptanceFacts(
        **{name: found[name] for name, kind in known.items() if isinstance(found.get(name), kind)}
    )
