"""Settings readers fail loudly."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize("raw", ["0", "65536", "tám nghìn", "80.5"])
def test_bad_port_is_refused(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("CV_TEST_PORT", raw)
    with pytest.raises(ImproperlyConfigured, match="CV_TEST_PORT"):
        env.read_port("CV_TEST_PORT", 8000)


def test_bad_bool_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CV_TEST_FLAG", "ture")
    with pytest.raises(ImproperlyConfigured):
        env.read_bool("CV_TEST_FLAG", False)


def test_secret_from_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("bí mật\n", encoding="utf-8")
    monkeypatch.setenv("CV_TEST_SECRET_FILE", str(tmp_path / "secret"))
    assert env.read_secret("CV_TEST_SECRET") == "bí mật"


def test_database_urls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CV_TEST_DB", "postgres://cv:m%40t@127.0.0.1:5433/cong_van")
    entry = env.read_database("CV_TEST_DB", tmp_path)
    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("cong_van", "cv", "m@t")
    monkeypatch.setenv("CV_TEST_DB", "sqlite:////srv/cv/a.sqlite3")
    assert env.read_database("CV_TEST_DB", tmp_path)["NAME"] == "/srv/cv/a.sqlite3"
    monkeypatch.setenv("CV_TEST_DB", "mysql://x/y")
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        env.read_database("CV_TEST_DB", tmp_path)


def test_networks(monkeypatch):
    assert env.read_networks("CV_TEST_NETWORKS") == ()
    monkeypatch.setenv("CV_TEST_NETWORKS", "10.1.0.0/16, 127.0.0.1")
    assert [str(one) for one in env.read_networks("CV_TEST_NETWORKS")] == [
        "10.1.0.0/16",
        "127.0.0.1/32",
    ]
    monkeypatch.setenv("CV_TEST_NETWORKS", "10.1.0.1/16")
    with pytest.raises(ImproperlyConfigured, match="CV_TEST_NETWORKS"):
        env.read_networks("CV_TEST_NETWORKS")
