"""A mail on paper: everybody it went to, its files, all its words; nothing of it runs."""

from django.urls import reverse

from tests.web.mail.conftest import mail, plain


def paper(client, mailbox, uid):
    return client.get(reverse("mail:paper", args=[mailbox.pk, uid]))


def test_the_whole_header_block_and_the_quoted_words(alice, people, store) -> None:
    box = people.alice.mailbox
    many = ", ".join(f"Người {n} <n{n}@vp.example>" for n in range(40))
    text = "Kính gửi <b>các</b> đồng chí\n\nNgày 1/11, A viết:\n> Lời trước"
    uid = store.put(box, plain("Giấy mời <i>", text, To=many, Cc="Lan <lan@vp.example>"))
    page = paper(alice, box, uid).content.decode()
    assert "<title>Giấy mời &lt;i&gt;</title>" in page
    assert page.count("@vp.example&gt;") == 42
    assert "Lan &lt;lan@vp.example&gt;" in page
    assert "Kính gửi &lt;b&gt;các&lt;/b&gt;" in page and "Lời trước" in page
    assert "22/12/2009 08:42" in page
    opened = alice.get(reverse("mail:message", args=[box.pk, uid])).content.decode()
    assert reverse("mail:paper", args=[box.pk, uid]) in opened


def test_html_goes_cleaned_and_unfolded_under_the_frames_policy(alice, people, store) -> None:
    box = people.alice.mailbox
    html = "<p>Chào</p><script>x()</script><img src='https://n.example/a.png'><blockquote>Trước"
    more = {"Content-Type": "text/html; charset=utf-8"}
    answer = paper(alice, box, store.put(box, plain(text=html, **more)))
    page = answer.content.decode()
    assert "<p>Chào</p>" in page and "Trước" in page and "<details" not in page
    assert "script" not in page and "https://n.example" not in page
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_what_a_reader_was_warned_of_stands_on_paper(alice, people, store) -> None:
    box = people.alice.mailbox
    sender = f"{people.bob.person.full_name} <x@gmail.example>"
    page = paper(alice, box, store.put(box, plain(From=sender))).content.decode()
    assert '<p class="caution"><b>Cẩn thận.</b> Thư từ bên ngoài (x@gmail.example)' in page
    assert "Cẩn thận" not in paper(alice, box, store.put(box, plain())).content.decode()


def test_pictures_of_the_mail_itself_and_names_of_files(alice, people, store) -> None:
    box = people.alice.mailbox
    page = paper(alice, box, store.put(box, mail())).content.decode()
    assert 'src="data:image/' in page
    assert paper(alice, box, 99).status_code == 404
