"""What a caller of `authn.dmarc` may hand over about SPF and DKIM, read as domains that passed.

A claim is a domain ("stc.example" or an address: it passed), a result with its domain in this order
("pass", "stc.example"), something with `verdict`/`result` and `domain`, a mapping with these keys,
or a collection of claims. A result without a domain proves nothing: alignment is about domains.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from mailsvc.authn.alignment import ascii_domain
from mailsvc.authn.words import Verdict

_WORDS = frozenset(verdict.value for verdict in Verdict)
_RESULT_KEYS = ("verdict", "result", "status")
_DOMAIN_KEYS = ("domain", "d", "header_d", "header.d", "smtp.mailfrom", "mail_from")


def passed_domains(claim: object) -> list[str]:
    """The domains a claim says passed, in ASCII; [] for what cannot be understood."""
    if claim is None or isinstance(claim, bool | int | float):
        return []
    if isinstance(claim, bytes):
        return passed_domains(claim.decode("ascii", "replace"))
    if isinstance(claim, str):
        return [] if _is_word(claim) else _domains(claim)
    if isinstance(claim, Mapping):
        return _of_pair(_first(claim.get, _RESULT_KEYS), _first(claim.get, _DOMAIN_KEYS))
    if isinstance(claim, Iterable):
        return _of_items(list(claim))
    return _of_pair(
        _first(lambda key: getattr(claim, key, None), _RESULT_KEYS),
        _first(lambda key: getattr(claim, key, None), _DOMAIN_KEYS),
    )


def split_proofs(proofs: Sequence[object]) -> tuple[list[object], list[object]]:
    """SPF's claim and DKIM's among positional arguments: a bare result takes its domain along."""
    is_pair = len(proofs) > 1 and _is_result(proofs[0]) and _is_domain(proofs[1])
    end = 2 if is_pair else 1
    return list(proofs[:end]), list(proofs[end:])


def joined(results: Sequence[object], domains: Sequence[object]) -> list[object]:
    """Named arguments as claims: a bare result among them speaks for all the domains."""
    given = [one for one in domains if one is not None]
    words = [one for one in results if _is_result(one)]
    others = [one for one in results if one is not None and not _is_result(one)]
    return [*others, [words[0], given]] if words else [*others, *given]


def _is_result(claim: object) -> bool:
    return isinstance(claim, str) and _is_word(claim)


def _is_domain(claim: object) -> bool:
    return isinstance(claim, str) and not _is_word(claim)


def _of_items(items: list[object]) -> list[str]:
    found: list[str] = []
    position = 0
    while position < len(items):
        if _is_result(items[position]):
            found += _of_pair(items[position], items[position + 1 : position + 2])
            position += 2
        else:
            found += passed_domains(items[position])
            position += 1
    return found


def _of_pair(result: object, domain: object) -> list[str]:
    is_pass = isinstance(result, str) and result.strip().lower() == Verdict.PASS
    return passed_domains(domain) if is_pass else []


def _is_word(text: str) -> bool:
    return text.strip().lower() in _WORDS


def _domains(text: str) -> list[str]:
    domain = ascii_domain(text.strip().strip("<>"))
    return [domain] if domain else []


def _first(get: Callable[[str], object], keys: tuple[str, ...]) -> object:
    return next((value for key in keys if (value := get(key)) is not None), None)
