"""Following a real mailbox: keys, changes, heads, texts."""

from mailsvc.mailstore.session import Session
from tests.protocol.mailstore.mails import make_mail


def state(session: Session, folder: str = "INBOX"):
    return next(s for s in session.list_states() if s.name == folder)


def test_the_key_changes_with_every_change_and_only_then(session: Session) -> None:
    uid = session.append("INBOX", make_mail())
    first = state(session)
    assert first.total == 1 and first.uid_next == uid + 1 and first.role == "inbox"
    assert state(session) == first
    session.mark("INBOX", [uid], flagged=True)
    marked = state(session)
    assert marked.modseq > first.modseq
    changed = session.changed_flags("INBOX", first.modseq)
    assert changed[uid] >= {"\\Flagged"} and len(changed) == 1
    assert session.changed_flags("INBOX", marked.modseq) == {}
    session.move("INBOX", [uid], "Archive")
    moved = state(session)
    assert moved.total == 0 and moved.modseq > marked.modseq
    assert state(session, "Archive").total == 1


def test_uids_are_listed_from_where_one_asks(session: Session) -> None:
    uids = [session.append("INBOX", make_mail(f"Thư {n}")) for n in range(6)]
    session.delete("INBOX", uids[2:3])
    assert session.list_uids("INBOX") == uids[:2] + uids[3:]
    assert session.list_uids("INBOX", uids[4]) == uids[4:]
    assert session.list_uids("INBOX", uids[5] + 1) == []
    assert session.list_uids("Archive") == []


def test_heads_hold_names_files_and_references(session: Session) -> None:
    mail = make_mail(file=b"%PDF-").replace(
        b"Message-ID:", b"References: <a@x>\r\n <b@x>\r\nIn-Reply-To: <b@x>\r\nMessage-ID:"
    )
    uid = session.append("INBOX", mail, {"\\Seen"})
    (head,) = session.read_heads("INBOX", [uid, uid + 7])
    assert head.subject == "Giấy mời họp giao ban"
    assert str(head.sender) == "Lò Văn Nam <nam@stc.dienbien.example>"
    assert [one.name for one in head.recipients] == ["Quàng Thị Hoa"]
    assert (head.files, head.has_attachment) == (("giấy mời.pdf",), True)
    assert (head.message_id, head.references) == ("<thu@stc.dienbien.example>", ("<a@x>", "<b@x>"))
    assert "\\Seen" in head.flags and head.size_bytes == len(mail)


def test_sources_are_the_beginning_and_do_not_mark_as_read(session: Session) -> None:
    uid = session.append("INBOX", make_mail(text="Kính mời", file=b"x" * 400_000))
    sources = session.read_sources("INBOX", [uid, uid + 9])
    assert set(sources) == {uid}
    assert len(sources[uid]) == 262_144
    assert session.list_page("INBOX").rows[0].is_seen is False
