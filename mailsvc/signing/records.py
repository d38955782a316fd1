"""The DNS records an operator has to publish, as lines of a zone file. Pure."""

from mailsvc.signing.models import DkimKey

TTL_S = 3600
_STRING_MAX = 255  # RFC 1035 §3.3.14: a TXT record is made of strings of so many octets


def key_record(key: DkimKey) -> str:
    """The key's own record; one without a key says that it is withdrawn. RFC 6376 §3.6.1."""
    public = "" if key.state == DkimKey.State.RETIRED else key.public
    return txt(f"{key.selector}._domainkey.{key.domain}", key_text(key.algorithm, public))


def key_text(algorithm: str, public: str) -> str:
    """What the record says."""
    hashes = "; h=sha256" if algorithm == DkimKey.Algorithm.RSA else ""
    return f"v=DKIM1; k={algorithm}{hashes}; p={public}"


def suggestions(domain: str, *, host_name: str, policy_id: str) -> list[str]:
    """SPF, DMARC and MTA-STS beside the keys: what to begin with, and the policy file to serve."""
    return [
        txt(domain, f"v=spf1 mx a:{host_name} -all"),  # RFC 7208 §4.5
        # RFC 7489 §6.3; p=reject once the reports show that nothing of ours fails.
        txt(f"_dmarc.{domain}", f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}"),
        txt(f"_mta-sts.{domain}", f"v=STSv1; id={policy_id}"),
        f"; https://mta-sts.{domain}/.well-known/mta-sts.txt:",
        ";   version: STSv1",
        ";   mode: testing",
        f";   mx: {host_name}",
        ";   max_age: 604800",
    ]


def txt(name: str, text: str) -> str:
    """One line of a zone file, the text in strings DNS can hold."""
    strings = [text[start : start + _STRING_MAX] for start in range(0, len(text), _STRING_MAX)]
    quoted = " ".join(f'"{one}"' for one in strings)
    return f"{name}. {TTL_S} IN TXT {f'( {quoted} )' if len(strings) > 1 else quoted}"
