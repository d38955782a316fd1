"""The checks of one mail. Pure but for DNS; words of `Verdict`, never an error."""

from collections.abc import Sequence

from django.conf import settings

from mailsvc.authn import alignment, field, sender, signature
from mailsvc.authn.resolver import BUDGET_S, Lookup
from mailsvc.authn.signature import Signature
from mailsvc.authn.words import Verdict


def spf(ip: str, mail_from: str, helo: str) -> str:
    """pass, fail, softfail, neutral, none, temperror or permerror."""
    return sender.check_spf(ip, mail_from, helo, Lookup())


def dkim(content: bytes) -> str:
    """The best verdict among the signatures; none when there is none."""
    return _best(signature.check_dkim(content, Lookup()))


def arc(content: bytes) -> str:
    """pass, fail, none or temperror."""
    return signature.check_arc(content, Lookup())


def dmarc(content: bytes, *, spf_domain: str = "", dkim_domains: Sequence[str] = ()) -> str:
    """pass, fail, none, temperror or permerror; the arguments are the domains that passed."""
    return alignment.check_dmarc(
        content, spf_domain=spf_domain, dkim_domains=dkim_domains, lookup=Lookup()
    ).verdict


def authentication_results(
    content: bytes, ip: str, helo: str, mail_from: str, *, budget_s: float = BUDGET_S
) -> bytes:
    """The Authentication-Results field to put before the mail. RFC 8601."""
    lookup = Lookup(budget_s)
    spf_verdict = sender.check_spf(ip, mail_from, helo, lookup)
    signatures = signature.check_dkim(content, lookup)
    spf_domain = alignment.ascii_domain(mail_from or helo)
    dmarc_fact = alignment.check_dmarc(
        content,
        spf_domain=spf_domain if spf_verdict is Verdict.PASS else "",
        dkim_domains=[one.domain for one in signatures if one.verdict is Verdict.PASS],
        lookup=lookup,
    )
    return field.write_field(
        authserv_id=settings.HOST_NAME,
        spf=spf_verdict,
        mail_from=mail_from,
        helo=helo,
        signatures=signatures,
        dmarc=dmarc_fact,
        arc=signature.check_arc(content, lookup),
    )


def without_own_results(content: bytes) -> bytes:
    """The mail without Authentication-Results fields that claim to be ours."""
    return field.without_own_results(content, authserv_id=settings.HOST_NAME)


def _best(signatures: Sequence[Signature]) -> Verdict:
    order = (
        Verdict.PASS,
        Verdict.TEMPERROR,
        Verdict.POLICY,
        Verdict.FAIL,
        Verdict.PERMERROR,
    )
    found = {one.verdict for one in signatures}
    return next((verdict for verdict in order if verdict in found), Verdict.NONE)
