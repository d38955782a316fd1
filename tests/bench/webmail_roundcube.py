"""A private Roundcube as Debian ships it: php-fpm with opcache, and nginx, on loopback."""

import json
import os
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.bench.webmail_browser import Answer, Browser
from tests.support.ports import free_ports

_SHARE = Path("/usr/share/roundcube")
_ETC = Path("/etc/roundcube")
_START_S = 20.0
_PROGRAMS = Path("/usr/sbin")

# Debian's and Roundcube's defaults stand; these are places, names and what a log costs.
_CONFIG = """<?php
include '/etc/roundcube/config.inc.php';
$config['db_dsnw'] = 'sqlite:///{folder}/db/roundcube.sqlite?mode=0640';
$config['imap_host'] = ['127.0.0.1:{imap}'];
$config['smtp_host'] = '127.0.0.1:1';
$config['des_key'] = '{key}';
$config['log_dir'] = '{folder}/logs';
$config['temp_dir'] = '{folder}/temp';
$config['session_lifetime'] = 600;
$config['login_rate_limit'] = 1000;
$config['mail_pagesize'] = 50;
$config['language'] = 'vi_VN';
"""

# As many children as people ask at once; opcache as Debian's package sets it.
_FPM = """[global]
error_log = {folder}/logs/fpm.log
daemonize = no
[roundcube]
user = www-data
group = www-data
listen = {folder}/fpm.sock
listen.owner = www-data
listen.group = www-data
pm = static
pm.max_children = 8
env[ROUNDCUBE_CONFIG_DIR] = {folder}/config
php_admin_value[opcache.enable] = 1
"""

_NGINX = """user www-data;
worker_processes 2;
pid {folder}/nginx.pid;
daemon off;
error_log {folder}/logs/nginx.log;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  sendfile on;
  keepalive_requests 100000;
  gzip on;
  gzip_proxied any;
  gzip_types text/css application/javascript application/json text/javascript text/plain;
  client_body_temp_path {folder}/temp/body;
  fastcgi_temp_path {folder}/temp/fastcgi;
  proxy_temp_path {folder}/temp/proxy;
  scgi_temp_path {folder}/temp/scgi;
  uwsgi_temp_path {folder}/temp/uwsgi;
  server {{
    listen 127.0.0.1:{port};
    root /var/lib/roundcube/public_html;
    index index.php;
    location ~ ^/static.php(/.*)?$ {{ return 404; }}
    location ~ \\.php$ {{
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_buffers 32 32k;
      fastcgi_buffer_size 64k;
      fastcgi_read_timeout 180;
      fastcgi_pass unix:{folder}/fpm.sock;
    }}
  }}
}}
"""


class Roundcube:
    """One instance; `start` returns when the log-in page comes."""

    name = "roundcube"

    def __init__(self, folder: Path, *, imap_port: int) -> None:
        if os.geteuid() != 0:
            raise SystemExit("php-fpm and nginx change to www-data: run this bench as root.")
        self._folder, self._imap = folder, imap_port
        (self.port,) = free_ports(1)
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        for name in ("config", "db", "logs", "temp"):
            (self._folder / name).mkdir(parents=True)
        self._write()
        fpm = next(iter(sorted(_PROGRAMS.glob("php-fpm[0-9]*"))))
        self._run(str(fpm), "--nodaemonize", "--fpm-config", str(self._folder / "fpm.conf"))
        self._run(str(_PROGRAMS / "nginx"), "-c", str(self._folder / "nginx.conf"))
        self._wait()

    def stop(self) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            process.wait(20)
        self._processes = []

    def _run(self, *command: str) -> None:
        with (self._folder / "logs" / "start.log").open("a") as log:
            self._processes.append(subprocess.Popen(command, stdout=log, stderr=log))

    def _write(self) -> None:
        names = {"folder": self._folder, "imap": self._imap, "port": self.port}
        key = secrets.token_hex(12)
        for name in ("defaults.inc.php", "mimetypes.php"):
            (self._folder / "config" / name).symlink_to(_ETC / name)
        (self._folder / "config" / "config.inc.php").write_text(_CONFIG.format(key=key, **names))
        (self._folder / "fpm.conf").write_text(_FPM.format(**names))
        (self._folder / "nginx.conf").write_text(_NGINX.format(**names))
        base = sqlite3.connect(self._folder / "db" / "roundcube.sqlite")
        base.executescript((_SHARE / "SQL" / "sqlite.initial.sql").read_text())
        base.close()
        for path in (self._folder, *self._folder.rglob("*")):
            if not path.is_symlink():
                shutil.chown(path, "www-data", "www-data")

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_S
        while True:
            try:
                Browser(self.port).get("/")
            except (OSError, RuntimeError) as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"Roundcube did not start: {self._logs()}") from error
                time.sleep(0.1)
            else:
                return

    def _logs(self) -> str:
        return "\n".join(path.read_text()[-1000:] for path in (self._folder / "logs").iterdir())


class RoundcubePerson:
    """A person at Roundcube: what a click sends, as its own script sends it."""

    side = "roundcube"

    def __init__(self, port: int, user: str, password: str) -> None:
        self.browser = Browser(port)
        gate = self.browser.get("/?_task=login").text
        fields = {
            "_task": "login", "_action": "login", "_timezone": "Asia/Ho_Chi_Minh", "_url": "",
            "_user": user, "_pass": password, "_token": _token(gate),
        }  # fmt: skip
        if not self.browser.post("/?_task=login", fields).location:
            raise RuntimeError("Roundcube did not let the person in")
        page = self.browser.get("/?_task=mail").text
        self._token = json.loads(_found(r'"request_token":("[^"]+")', page))

    def open_inbox(self) -> None:
        """The page, then its rows: Roundcube's page comes without them."""
        self.browser.get("/?_task=mail&_mbox=INBOX")
        self.list_page(1)

    def list_page(self, page: int) -> None:
        answer = self._remote("list", _mbox="INBOX", _page=str(page))
        assert "add_message_row" in answer.text, answer.text[:300]

    def uid_of(self, subject: str) -> int:
        """Of a mail on the first page."""
        rows = self._remote("list", _mbox="INBOX", _page="1").text
        for uid, facts in re.findall(
            r"add_message_row\((\d+),(\{.*?\}),\{", json.loads(rows)["exec"]
        ):
            if subject in json.loads(facts)["subject"]:
                return int(uid)
        raise RuntimeError(f"no mail {subject} on Roundcube's first page")

    def open_mail(self, uid: int, expected: str) -> None:
        """What a click beside the list loads into the reading pane."""
        answer = self.browser.get(f"/?_task=mail&_mbox=INBOX&_uid={uid}&_framed=1&_action=preview")
        assert expected in answer.text, answer.text[:300]

    open_html = open_mail

    def open_whole(self, uid: int, expected: str) -> None:
        """A page of its own, as a double click opens it."""
        answer = self.browser.get(f"/?_task=mail&_mbox=INBOX&_uid={uid}&_action=show")
        assert expected in answer.text, answer.text[:300]

    def search(self, word: str, *, in_body: bool) -> None:
        answer = self._remote(
            "search", _q=word, _mbox="INBOX", _headers="body" if in_body else "subject",
            _scope="base", _filter="ALL",
        )  # fmt: skip
        assert "add_message_row" in answer.text, answer.text[:300]

    def mark(self, uid: int, *, seen: bool) -> None:
        fields = {
            "_uid": str(uid), "_flag": "read" if seen else "unread", "_mbox": "INBOX",
            "_remote": "1", "_unlock": "0",
        }  # fmt: skip
        self.browser.post("/?_task=mail&_action=mark", fields, X_Roundcube_Request=self._token)

    def first_visit_bytes(self) -> int:
        page = self.browser.get("/?_task=mail&_mbox=INBOX")
        files = self.browser.files_of(page, "/")
        return page.size_bytes + sum(f.size_bytes for f in files)

    def _remote(self, action: str, **query: str) -> Answer:
        asked = urlencode(
            {"_task": "mail", "_action": action, **query, "_remote": "1"}, quote_via=quote
        )
        return self.browser.get(
            f"/?{asked}", X_Roundcube_Request=self._token, X_Requested_With="XMLHttpRequest"
        )


def _token(page: str) -> str:
    return _found(r'name="_token" value="([^"]+)"', page)


def _found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    if match is None:
        raise RuntimeError(f"Roundcube's page has no {pattern}: {page[:500]}")
    return match[1]
