"""Rules as values: what is refused, what a word stands for, the script they become."""

import pytest
from sievelib.parser import Parser

from mailsvc.base.errors import Invalid
from mailsvc.filters.rules import (
    Actions,
    Condition,
    Field,
    MailFacts,
    Op,
    Rule,
    checked,
    meets,
    spellings,
)
from mailsvc.filters.script import render

MOVE = Actions(folder="Báo cáo")


def subject(word: str, op: Op = Op.CONTAINS) -> Condition:
    return Condition(Field.SUBJECT, op, word)


def rule(*conditions: Condition, **changes: object) -> Rule:
    return Rule("Báo cáo", conditions, **({"actions": MOVE} | changes))


def said(text: str) -> MailFacts:
    return MailFacts({Field.SUBJECT: (text,)})


@pytest.mark.parametrize(
    "text", ["Công văn số 5", "CÔNG VĂN khẩn", "v/v công văn", "Cong van so 5", "Re: CONG VAN"]
)
def test_typed_with_marks_it_finds_every_spelling(text: str) -> None:
    assert meets(rule(subject("Công văn")), said(text))


def test_typed_without_marks_it_finds_only_that() -> None:
    assert meets(rule(subject("cong van")), said("CONG VAN"))
    assert not meets(rule(subject("cong van")), said("công văn"))


def test_decomposed_letters_are_the_same_letters() -> None:
    import unicodedata

    assert meets(rule(subject("đề nghị")), said(unicodedata.normalize("NFD", "Đề nghị")))


def test_all_or_any() -> None:
    both = (subject("báo cáo"), subject("quý"))
    assert meets(rule(*both), said("Báo cáo quý IV"))
    assert not meets(rule(*both), said("Báo cáo năm"))
    assert meets(rule(*both, needs_all=False), said("Báo cáo năm"))
    assert not meets(rule(subject("báo cáo", Op.LACKS)), said("Báo cáo năm"))
    assert meets(rule(subject("báo cáo", Op.LACKS)), MailFacts({}))


def test_is_compares_whole_addresses() -> None:
    sender = MailFacts({Field.FROM: ("A <a@b.vn>",)}, {Field.FROM: ("a@b.vn",)})
    assert meets(rule(Condition(Field.FROM, Op.IS, "A@B.vn")), sender)
    assert not meets(rule(Condition(Field.FROM, Op.IS, "b.vn")), sender)


@pytest.mark.parametrize(
    "bad",
    [
        rule(),
        rule(subject("")),
        rule(subject(" \r\n ")),
        rule(subject("x" * 121)),
        rule(subject("a", Op.HAS)),
        rule(subject("a"), actions=Actions()),
        rule(*[subject("a")] * 11),
        rule(Condition(Field.LARGER, Op.HAS, "-1")),
        rule(Condition(Field.LARGER, Op.HAS, "1M;discard")),
        rule(Condition(Field.LARGER, Op.HAS, "²")),
        rule(Condition(Field.ATTACHMENT, Op.IS, "x")),
        Rule(" \0 ", (subject("a"),), MOVE),
    ],
)
def test_what_no_rule_can_be(bad: Rule) -> None:
    with pytest.raises(Invalid):
        checked(bad)


def test_words_are_cleaned_to_one_line() -> None:
    clean = checked(rule(subject('báo"]\r\ncáo\0')))
    assert clean.conditions[0].value == 'báo"] cáo'
    assert len(spellings("ab")) == 1


def test_script_is_sieve_whatever_was_typed() -> None:
    nasty = 'x"]; discard; # \\'
    text = render(
        [
            checked(rule(subject(nasty), actions=Actions('A"; discard;\\', True, True))),
            checked(rule(subject("đ"), Condition(Field.LARGER, Op.HAS, "5"), stops=False)),
            checked(rule(Condition(Field.FROM, Op.IS, "a@b.vn"), is_on=False)),
        ]
    )
    assert "a@b.vn" not in text
    assert text.isprintable() or "\r\n" in text
    parser = Parser()
    simple = text.replace('"mailbox", "mime"', '"mailbox"').replace("if mailboxexists", "if exists")
    assert parser.parse(simple), parser.error
    assert "discard" not in {type(c).__name__.lower() for c in parser.result}
