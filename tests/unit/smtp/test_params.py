"""MAIL and RCPT parameters: RFC 1870, 3461, 6152, 6531."""

import pytest

from mailsvc.smtp import params, reply, xtext

MAIL = {
    "": params.MailParams(),
    "SIZE=12 BODY=8BITMIME SMTPUTF8": params.MailParams(12, True),
    "ret=hdrs EnvId=Qq+2B7": params.MailParams(0, False, "HDRS", "Qq+2B7"),
    "AUTH=<>": params.MailParams(),
}
RCPT = {
    "": params.RcptParams(),
    "NOTIFY=DELAY,failure": params.RcptParams(frozenset({"DELAY", "FAILURE"})),
    "NOTIFY=NEVER ORCPT=rfc822;Hoa@x.example": params.RcptParams(
        frozenset({"NEVER"}), "rfc822;Hoa@x.example"
    ),
    "ORCPT=utf-8;thư@x.example": params.RcptParams(frozenset(), "utf-8;thư@x.example"),
}


@pytest.mark.parametrize(("text", "wanted"), MAIL.items())
def test_mail_params(text, wanted):
    assert params.read_mail_params(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), RCPT.items())
def test_rcpt_params_keep_case(text, wanted):
    assert params.read_rcpt_params(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "SIZE",
        "SIZE=-1",
        "SIZE=x",
        "BODY=BINARYMIME",
        "RET=ALL",
        "ENVID=a+b",
        "SMTPUTF8=1",
        "=1",
        "SIZE=1 SIZE=2",
    ],
)
def test_bad_mail_params(text):
    with pytest.raises(params.BadParameter) as caught:
        params.read_mail_params(text)
    assert caught.value.reply.code in {501, 555}


@pytest.mark.parametrize(
    "text", ["NOTIFY=NEVER,DELAY", "NOTIFY=SOON", "ORCPT=rfc822", "ORCPT=rfc822;a+b", "ORCPT=;a"]
)
def test_bad_rcpt_params(text):
    with pytest.raises(params.BadParameter) as caught:
        params.read_rcpt_params(text)
    assert caught.value.reply == reply.BAD_SYNTAX


def test_unknown_parameter_is_555():
    with pytest.raises(params.BadParameter) as caught:
        params.read_mail_params("HOLDFOR=3")
    assert caught.value.reply == reply.UNKNOWN_PARAMETER


def test_xtext_round_trip():
    assert xtext.encode("a+b=ư") == "a+2Bb+3D+C6+B0"
    assert xtext.decode("a+2Bb+3D+C6+B0") == "a+b=ư"
