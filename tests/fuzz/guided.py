"""`make fuzz`: coverage-guided fuzzing (atheris) of each target for SECONDS, seeded by the corpus.

`python -m tests.fuzz.guided 60 [TARGET …]`. A finding's input is kept in the temporary folder and
its path printed; the exit code is 1 then. `--one TARGET` is the process of a single target.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CORPUS = ROOT / "tests" / "corpus"
_SEEDS = {
    "wire": [
        b"EHLO x.example\r\nMAIL FROM:<a@x.example> SIZE=1 RET=HDRS ENVID=a+2B SMTPUTF8\r\n"
        b"RCPT TO:<b@x.example> NOTIFY=DELAY,FAILURE ORCPT=rfc822;a\r\nDATA\r\n..x\r\n.\r\n",
        b"HELO x\r\nNOOP\r\nRSET\r\nVRFY a\r\nEXPN a\r\nHELP\r\nAUTH PLAIN AAAA\r\nBDAT 1\r\n",
    ],
    "data": [b"\x05a\r\n..\r\n.\r\nNOOP\r\n", b"\x01.\r\n", b"\x02a\n.\nb\r.\r\r\n.\r\n"],
    "sent": [b"\x05a\r\n..\r\n.\r\nNOOP", b"\x01.\n.\r.\r\n"],
    "addresses": [
        b'<"a b"@x.example> RET=FULL ENVID=x',
        "<@a,@b:lãnh.đạo@điện-biên.example> SIZE=1 SMTPUTF8 NOTIFY=NEVER ORCPT=utf-8;x".encode(),
        b"<a@[IPv6:2001:db8::1]>",
    ],
    "credentials": [b"AGFAeC5leGFtcGxlAHBhc3M=", b"*", b"="],
}
_MAIL_TARGETS = {"headers", "message", "report", "results"}
_DONE = re.compile(r"stat::number_of_executed_units: (\d+)")


def list_seeds(name: str) -> list[bytes]:
    """What a target begins with: real mails for those that read mail."""
    if name in _MAIL_TARGETS:
        return [path.read_bytes() for path in sorted(_CORPUS.glob("*.eml"))]
    return _SEEDS[name]


def run_one(name: str) -> None:
    """Fuzz one target in this process; the arguments after its name are libFuzzer's."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

    with atheris.instrument_imports(include=["mailsvc", "dkim"]):
        import django

        django.setup()
        from tests.fuzz.targets import TARGETS
    from tests.support.dns_zone import dns_zone

    with dns_zone({}):
        atheris.Setup([sys.argv[0], *sys.argv[3:]], TARGETS[name])
        atheris.Fuzz()


def fuzz(name: str, seconds: int, folder: Path) -> bool:
    """Fuzz one target in a process of its own; True when nothing was found."""
    seeds = folder / name
    seeds.mkdir()
    for number, seed in enumerate(list_seeds(name)):
        (seeds / f"seed{number}").write_bytes(seed)
    options = ["-print_final_stats=1", "-verbosity=0", "-timeout=20", "-rss_limit_mb=2000"]
    options += [f"-max_total_time={seconds}", "-max_len=6000", f"-artifact_prefix={folder}/{name}-"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.guided", "--one", name, *options, str(seeds)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    said = done.stdout + done.stderr
    count = int(found[1]) if (found := _DONE.search(said)) else 0
    print(f"{name}: {count} executions, {count / seconds:.0f}/s", flush=True)
    if done.returncode:
        print(said[-4000:], flush=True)
    return done.returncode == 0


def main(seconds: int, names: list[str]) -> int:
    """All targets, or those named; 1 when one found something."""
    known = ["wire", "data", "sent", "addresses", "credentials", *sorted(_MAIL_TARGETS)]
    folder = Path(tempfile.mkdtemp(prefix="cv-fuzz-"))
    good = [fuzz(name, seconds, folder) for name in names or known]
    if all(good):
        shutil.rmtree(folder)
        return 0
    print(f"findings: {folder}")
    return 1


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        run_one(sys.argv[2])
    else:
        sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
