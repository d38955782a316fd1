"""`make bench-webmail`: our pages beside Debian's Roundcube, one Dovecot, one mailbox.

Cases, each in ROUNDS rounds (default 5) that alternate between the sides: inbox (opened by its
address), list (its rows again), deep_page (page 400), open (a text), open_another (each mail
once), open_html (30 KB), open_whole (a page of its own), mark_read and mark_unread,
search_subject, search_body, the inbox of mailboxes a tenth and twice as large, and list requests a
second with eight people at once. MAILS is the size of the mailbox (50,000); KEPT names
a folder where mailboxes stay once they are written, which takes minutes, for the next run.

What makes it fair:
* Roundcube is Debian's package with its and Roundcube's defaults, SQLite, php-fpm with opcache and
  a child for each person, nginx with compression; ours is `manage.py serve`, all parts running,
  with a web process for each core.
* Both log in to Dovecot as the master user with its cheap password check, over the same loopback:
  Roundcube's log-in at every request costs it no slow hash.
* A case is what a person waits for, and a request is one that the side's own script sends from the
  page that stands. Roundcube's inbox is its page and the rows its script then asks for, ours one
  page. A click on a page or a mail is one request on both: Roundcube's rows as JSON or its reading
  pane; ours (mail-open.js) the bar, the rows and the boxes, or the bar and the reading pane. Our
  HTML mail is the pane and its frame; Roundcube's has it within. open_whole is the same mail
  without that: Roundcube's page of a double click, our page by address or without scripts. A mark
  is one request on both: Roundcube's answer has the counts, ours the line too and the sentence that
  undoes it. What browsers keep
  (styles, scripts) is in neither; the time a browser takes to run scripts is not counted.
* Mail that was opened is kept in our memory, so `open` again costs us no look at its text, and
  Roundcube one; open_another opens each mail for the first time on both.
* Our search index of the measured mailbox is full before the searches, as it is a few minutes after
  somebody first searches there; how long filling took is printed. Roundcube has Dovecot's caches.
* A side asks twelve times, then the other, and so on: four turns of each in a round. On two cores a
  tenth of a second of anything else would otherwise be half of what a side was asked, and the first
  ten pages of a kind a process makes (five times the processor time of later ones) another part.
* Every case is asked for once on both sides before it is measured, so that caches of Dovecot,
  PHP and ours are warm alike; searches never repeat a word.
* Bytes are those of the compressed answers, headers included.
"""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import django

ROUNDS = int(os.environ.get("ROUNDS", "5"))
MAILS = int(os.environ.get("MAILS", "50000"))
_WHOLE_RUN_S = 2 * 60 * 60


def main() -> None:
    """Set up both sides, measure, clean up, print the JSON line."""
    if not Path("/usr/share/roundcube").is_dir() or shutil.which("nginx") is None:
        raise SystemExit("Roundcube is missing: run `make bench-webmail`, which installs it.")
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))
    signal.alarm(_WHOLE_RUN_S)
    with tempfile.TemporaryDirectory(prefix="cv-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # www-data passes through it
        _run(folder)


def _run(folder: Path) -> None:
    from tests.support.product import Product

    product = Product(folder / "cv", arguments=())
    product.extra["CV_WEB_PROCESSES"] = str(os.cpu_count() or 1)
    os.environ.update(product.env, DJANGO_SETTINGS_MODULE="config.settings")
    django.setup()
    from tests.bench.webmail_rounds import measure

    measure(folder, product, rounds=ROUNDS, mails=MAILS)


if __name__ == "__main__":
    main()
