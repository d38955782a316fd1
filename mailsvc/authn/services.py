"""The checks of one mail. Pure but for DNS; words of `Verdict`, never an error."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from mailsvc.authn import alignment, chain, claims, field, sender, signature
from mailsvc.authn.alignment import Alignment
from mailsvc.authn.chain import Chain
from mailsvc.authn.resolver import BUDGET_S, Lookup
from mailsvc.authn.signature import Signature
from mailsvc.authn.words import Verdict


@dataclass(frozen=True)
class Facts:
    """What was found about a mail from another server, and the field that says so."""

    field: bytes
    dmarc: Alignment = Alignment(Verdict.NONE)
    arc: Chain = Chain(Verdict.NONE)
    proven: frozenset[str] = frozenset()  # domains a good signature or SPF stands for
    is_unsure: bool = False  # a signature could not be checked now


def spf(ip: str, mail_from: str, helo: str) -> str:
    """pass, fail, softfail, neutral, none, temperror, permerror; of `helo` for the null sender."""
    return sender.check_spf(ip, mail_from.strip("<>"), helo, Lookup()).value


def dkim(content: bytes) -> str:
    """The best verdict among the signatures; none when there is none."""
    return _best(signature.check_dkim(content, Lookup())).value


def arc(content: bytes) -> str:
    """pass, fail, none or temperror."""
    return chain.check_arc(content, Lookup()).verdict.value


def dmarc(
    header_from: str,
    *proofs: object,
    spf: object = None,
    spf_result: object = None,
    spf_domain: object = None,
    dkim: object = None,
    dkim_result: object = None,
    dkim_domain: object = None,
    dkim_domains: object = None,
    dkim_results: object = None,
) -> str:
    """pass, fail, none, temperror or permerror for a From domain, address or field value.

    `proofs` are SPF's claim, then DKIM's, in any form `claims` reads: `dmarc("a@x.vn", ("pass",
    "x.vn"), [("pass", "x.vn"), ("fail", "y.vn")])` is `dmarc("x.vn", "pass", "x.vn", "pass",
    "x.vn")` is `dmarc("x.vn", spf_result="pass", spf_domain="x.vn", dkim_domains=["x.vn"])`. A
    domain without a result is one that passed, a result without a domain proves nothing.
    """
    spf_claims, dkim_claims = claims.split_proofs(proofs)
    spf_claims += claims.joined([spf, spf_result], [spf_domain])
    dkim_claims += claims.joined([dkim, dkim_result], [dkim_domain, dkim_domains])
    return alignment.check_dmarc(
        alignment.one_domain(header_from),
        spf_domain=next(iter(claims.passed_domains(spf_claims)), ""),
        dkim_domains=claims.passed_domains([dkim_claims, dkim_results]),
        lookup=Lookup(),
    ).verdict.value


def check(
    content: bytes, ip: str, helo: str, mail_from: str, *, budget_s: float = BUDGET_S
) -> Facts:
    """All that can be found about a mail, with its Authentication-Results field. RFC 8601."""
    lookup = Lookup(budget_s)
    domain = alignment.from_domain(content)
    spf_verdict = sender.check_spf(ip, mail_from, helo, lookup)
    signatures = signature.check_dkim(content, lookup, first_domain=domain)
    spf_domain = alignment.ascii_domain(mail_from or helo)
    dmarc_fact = alignment.check_dmarc(
        domain,
        spf_domain=spf_domain if spf_verdict is Verdict.PASS else "",
        dkim_domains=[one.domain for one in signatures if one.verdict is Verdict.PASS],
        lookup=lookup,
    )
    arc_fact = chain.check_arc(content, lookup)
    line = field.write_field(
        authserv_id=settings.HOST_NAME,
        spf=spf_verdict,
        mail_from=mail_from,
        helo=helo,
        signatures=signatures,
        dmarc=dmarc_fact,
        arc=arc_fact.verdict,
    )
    passed = {one.domain for one in signatures if one.verdict is Verdict.PASS}
    return Facts(
        line,
        dmarc_fact,
        arc_fact,
        proven=frozenset(passed | ({spf_domain} if spf_verdict is Verdict.PASS else set())),
        is_unsure=any(one.verdict is Verdict.TEMPERROR for one in signatures),
    )


def without_own_results(content: bytes) -> bytes:
    """The mail without the fields that only we may write: results in our name, X-CV-Junk."""
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
