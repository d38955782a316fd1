"""The Sieve script of a mailbox's rules. Pure; what it says is what `rules.meets` says."""

from collections.abc import Iterable

from mailsvc.filters.rules import HEADERS, Condition, Field, Op, Rule, spellings

NAME = "cong-van"
_REQUIRE = 'require ["fileinto", "imap4flags", "mailbox", "mime"];'


def render(rules: Iterable[Rule]) -> str:
    """The script; rules that are switched off are left out."""
    parts = [_block(rule) for rule in rules if rule.is_on]
    head = "# Written by Cong Van from its own table: a change made here is lost."
    return "\r\n".join([head, _REQUIRE, *parts]) + "\r\n"


def _block(rule: Rule) -> str:
    test = "allof" if rule.needs_all else "anyof"
    tests = ", ".join(_test(one) for one in rule.conditions)
    lines = [f"if {test} ({tests}) {{"]
    if rule.actions.marks_read:
        lines.append(r'  addflag "\\Seen";')
    if rule.actions.stars:
        lines.append(r'  addflag "\\Flagged";')
    if rule.actions.folder:
        folder = quote(rule.actions.folder)
        # RFC 5490 §3.1: a folder that is gone must not lose mail or make itself anew.
        lines.append(f"  if mailboxexists {folder} {{ fileinto {folder}; }} else {{ keep; }}")
    if rule.stops:
        lines.append("  stop;")
    return "\r\n".join([*lines, "}"])


def _test(condition: Condition) -> str:
    if condition.field is Field.ATTACHMENT:
        # RFC 5703 §4.2: the header of any part.
        return 'header :mime :anychild :contains "Content-Disposition" "attachment"'
    if condition.field is Field.LARGER:
        return f"size :over {int(condition.value)}M"
    headers = _list(HEADERS[condition.field])
    words = _list(spellings(condition.value))
    if condition.op is Op.IS:
        kind = "header" if condition.field is Field.SUBJECT else "address :all"
        return f"{kind} :is {headers} {words}"
    test = f"header :contains {headers} {words}"
    return f"not {test}" if condition.op is Op.LACKS else test


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(quote(word) for word in words)}]"


def quote(text: str) -> str:
    """A quoted string; line ends and NUL, which it cannot hold, were refused before."""
    # RFC 5228 §2.4.2
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
