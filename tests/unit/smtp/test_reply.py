"""Reply constants: RFC 5321 §4.2, RFC 3463, RFC 2034 §4."""

import pytest

from mailsvc.smtp import reply
from mailsvc.smtp.reply import Reply

CONSTANTS = {name: value for name, value in vars(reply).items() if isinstance(value, Reply)}


@pytest.mark.parametrize("name", sorted(CONSTANTS))
def test_constant_codes_agree(name):
    constant = CONSTANTS[name]
    if constant.enhanced:
        assert constant.enhanced[0] == str(constant.code)[0]
    else:
        assert constant.code in {220, 334, 354}, "RFC 2034 §4 wants an enhanced code here"


def test_constants_exist():
    assert len(CONSTANTS) > 30


@pytest.mark.parametrize(
    ("code", "enhanced"), [(250, "5.0.0"), (550, "4.1.1"), (451, "2.0.0"), (99, ""), (250, "2.0")]
)
def test_disagreeing_codes_are_refused(code, enhanced):
    with pytest.raises(ValueError, match=r"disagree|not an"):
        Reply(code, enhanced, "x")


def test_reply_stays_on_one_line():
    assert bytes(reply.OK.with_text("hai\r\n250 dòng")) == "250 2.0.0 hai 250 dòng\r\n".encode()


def test_permanence():
    assert reply.UNKNOWN_RECIPIENT.is_permanent
    assert reply.LOCAL_ERROR.is_temporary
    assert not reply.OK.is_permanent
    assert not reply.OK.is_temporary
