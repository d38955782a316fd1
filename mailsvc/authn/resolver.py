"""DNS questions of one mail's checks: through dnspython's default resolver, within one budget."""

import time

import dns.exception
import dns.rdatatype
import dns.resolver

BUDGET_S = 3.0
_ONE_S = 2.0
# Of one mail: SPF may ask ten times, each MX or PTR ten more; nobody honest needs so many.
_QUESTIONS_MAX = 120
_KEPT_ANSWERS = 10_000
_KEPT_S, _KEPT_NO_S = 3600.0, 300.0


class _Memory(dns.resolver.LRUCache):
    """Answers as long as their owner says, an hour at most; "no such name" five minutes."""

    def put(self, key: dns.resolver.CacheKey, value: dns.resolver.Answer) -> None:
        # departs from RFC 2308 §5: a "no" without a SOA is kept too (dnspython would for ever).
        most_s = _KEPT_S if value.rrset is not None else _KEPT_NO_S
        value.expiration = min(value.expiration, time.time() + most_s)
        super().put(key, value)


def remember_answers() -> None:
    """Let this process's default resolver remember: a sender's next mail asks the same."""
    resolver = dns.resolver.get_default_resolver()
    if resolver.cache is None:
        resolver.cache = _Memory(_KEPT_ANSWERS)


class DnsTrouble(Exception):
    """No answer, or not in time: nothing can be said (temperror)."""


class Lookup:
    """All questions about one mail together take at most `budget_s`."""

    def __init__(self, budget_s: float = BUDGET_S) -> None:
        self._ends_at = time.monotonic() + budget_s
        self._asked = 0
        self.had_trouble = False

    @property
    def left_s(self) -> float:
        """What remains of the budget."""
        return max(self._ends_at - time.monotonic(), 0.0)

    def ask(self, name: str, kind: str) -> list[dns.rdata.Rdata]:
        """The records, [] when there are none; DnsTrouble when it cannot be known."""
        left_s = min(self.left_s, _ONE_S)
        self._asked += 1
        if left_s <= 0 or self._asked > _QUESTIONS_MAX:
            self.had_trouble = True
            raise DnsTrouble("no time left")
        try:
            resolver = dns.resolver.get_default_resolver()
            return list(resolver.resolve(name, kind, lifetime=left_s, search=False))
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
            return []
        except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong, UnicodeError):
            return []  # such a name cannot exist
        except Exception as error:  # a resolver of any kind: whatever it cannot say is trouble
            self.had_trouble = True
            raise DnsTrouble(type(error).__name__) from error

    def txt(self, name: str) -> list[bytes]:
        """TXT records, each with its strings joined (RFC 7208 §3.3)."""
        return [b"".join(getattr(one, "strings", ())) for one in self.ask(name, "TXT")]
