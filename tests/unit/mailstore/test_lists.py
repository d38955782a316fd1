"""LIST and STATUS answers of every shape."""

from mailsvc.mailstore.lists import read_list, read_status


def test_names_as_atoms_quoted_and_literal() -> None:
    answers = [
        rb'(\HasNoChildren \Drafts) "/" Drafts',
        rb'(\HasNoChildren) "/" [c&Fe8-',
        rb'(\HasNoChildren) "/" "a \"b\" \\ c"',
        (rb'(\HasNoChildren) "/" {3}', b'x"y'),
        b"",
        rb"(\Noselect) NIL 2009",
        b"rubbish",
        None,
    ]
    assert read_list(answers) == [
        (frozenset({rb"\hasnochildren", rb"\drafts"}), b"Drafts"),
        (frozenset({rb"\hasnochildren"}), b"[c&Fe8-"),
        (frozenset({rb"\hasnochildren"}), rb'a "b" \ c'),
        (frozenset({rb"\hasnochildren"}), b'x"y'),
        (frozenset({rb"\noselect"}), b"2009"),
    ]


def test_counts_belong_to_their_names() -> None:
    answers = [
        b"INBOX (MESSAGES 12 UNSEEN 3)",
        b'"a (b) c" (MESSAGES 1 UNSEEN 0)',
        (b"{3}", b"[x]"),
        b" (MESSAGES 2 UNSEEN 2)",
        b"2009 ()",
    ]
    assert read_status(answers) == {
        b"INBOX": {b"MESSAGES": 12, b"UNSEEN": 3},
        b"a (b) c": {b"MESSAGES": 1, b"UNSEEN": 0},
        b"[x]": {b"MESSAGES": 2, b"UNSEEN": 2},
        b"2009": {},
    }
