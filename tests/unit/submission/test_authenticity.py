"""What becomes of mail that fails DMARC: the owner's wish, as far as our mode goes."""

import pytest

from mailsvc.authn.alignment import Alignment
from mailsvc.authn.chain import Chain
from mailsvc.authn.services import Facts
from mailsvc.authn.words import Verdict
from mailsvc.submission.authenticity import Mode, Policy, Treatment, decide

NONE, JUNK, REFUSE = Treatment.NONE, Treatment.JUNK, Treatment.REFUSE
UNSEALED = Chain(Verdict.NONE)
SEALED = Chain(Verdict.PASS, ("hub.example", "list.example"), "stc.example")


def _facts(verdict=Verdict.FAIL, policy="reject", percent=100, arc=UNSEALED):
    return Facts(b"", Alignment(verdict, "stc.example", policy, percent), arc)


@pytest.mark.parametrize(
    ("mode", "policy", "wanted"),
    [
        (Mode.OFF, "reject", NONE),
        (Mode.MARK, "none", NONE),
        (Mode.MARK, "quarantine", JUNK),
        (Mode.MARK, "reject", JUNK),
        (Mode.ENFORCE, "none", NONE),
        (Mode.ENFORCE, "quarantine", JUNK),
        (Mode.ENFORCE, "reject", REFUSE),
    ],
)
def test_the_owners_wish(mode, policy, wanted):
    assert decide(_facts(policy=policy), Policy(mode), chance=0.5) is wanted


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.FAIL])
def test_only_a_failure_has_consequences(verdict):
    assert decide(_facts(verdict), Policy(Mode.ENFORCE), chance=0.0) is NONE


@pytest.mark.parametrize(
    ("policy", "chance", "wanted"),
    [
        ("reject", 0.19, REFUSE),
        ("reject", 0.2, JUNK),
        ("quarantine", 0.19, JUNK),
        ("quarantine", 0.2, NONE),
    ],
)
def test_the_owners_percentage(policy, chance, wanted):
    facts = _facts(policy=policy, percent=20)
    assert decide(facts, Policy(Mode.ENFORCE), chance=chance) is wanted


@pytest.mark.parametrize(
    ("arc", "trusted", "wanted"),
    [
        (SEALED, {"hub.example", "list.example"}, NONE),
        (SEALED, {"hub.example"}, REFUSE),
        (SEALED, set(), REFUSE),
        (Chain(Verdict.FAIL, SEALED.sealers, "stc.example"), set(SEALED.sealers), REFUSE),
        (Chain(Verdict.PASS, SEALED.sealers, "khac.example"), set(SEALED.sealers), REFUSE),
        (Chain(Verdict.PASS, SEALED.sealers, ""), set(SEALED.sealers), REFUSE),
        (Chain(Verdict.PASS, (), "stc.example"), set(SEALED.sealers), REFUSE),
    ],
    ids=["trusted", "a stranger", "no list", "broken", "other From", "did not pass", "no sealer"],
)
def test_a_chain_of_trusted_sealers_vouches(arc, trusted, wanted):
    policy = Policy(Mode.ENFORCE, frozenset(trusted))
    assert decide(_facts(arc=arc), policy, chance=0.0) is wanted
