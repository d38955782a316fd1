"""Perl's Mail::DKIM, a second implementation of DKIM and ARC, with keys from a table, no DNS."""

import json
import subprocess
from collections.abc import Mapping

_VERIFY = r"""
use strict; use warnings; use JSON::PP; use Mail::DKIM::Verifier; use Mail::DKIM::ARC::Verifier;
use Mail::DKIM::PublicKey;
my ($kind, $zone) = @ARGV; my $keys = decode_json($zone);
{ no warnings 'redefine';
  *Mail::DKIM::DNS::query = sub {
    my ($name, $type) = @_; my $text = $keys->{lc $name}; return unless defined $text;
    return bless { text => $text }, 'FakeRecord'; };
  sub FakeRecord::type { 'TXT' } sub FakeRecord::txtdata { $_[0]{text} }
  sub FakeRecord::char_str_list { $_[0]{text} } }
my $seen = $kind eq 'arc' ? Mail::DKIM::ARC::Verifier->new : Mail::DKIM::Verifier->new;
binmode STDIN; local $/; my $mail = <STDIN>; $seen->PRINT($mail); $seen->CLOSE;
my @all = map { [ $_->algorithm, $_->domain, $_->result ] } $seen->signatures;
print encode_json({ result => $seen->result, all => \@all });
"""

_SIGN = r"""
use strict; use warnings; use Mail::DKIM::Signer; use Mail::DKIM::PrivateKey;
my ($domain, $selector, $file) = @ARGV;
my $signer = Mail::DKIM::Signer->new(Algorithm => 'rsa-sha256', Method => 'relaxed/relaxed',
  Domain => $domain, Selector => $selector, KeyFile => $file);
binmode STDIN; local $/; my $mail = <STDIN>; $signer->PRINT($mail); $signer->CLOSE;
my $field = $signer->signature->as_string; $field =~ s/\r?\n(?=[ \t])/\r\n/g;
print "$field\r\n";
"""


def verify(content: bytes, zone: Mapping[str, str], *, kind: str = "dkim") -> dict[str, object]:
    """`{"result": …, "all": [[algorithm, domain, result], …]}`; `kind` is "dkim" or "arc"."""
    found = _perl(_VERIFY, [kind, json.dumps(dict(zone))], content)
    result: dict[str, object] = json.loads(found)
    return result


def sign(content: bytes, *, domain: str, selector: str, key_file: str) -> bytes:
    """The DKIM-Signature field for a mail, with its line end."""
    return _perl(_SIGN, [domain, selector, key_file], content)


def _perl(script: str, arguments: list[str], content: bytes) -> bytes:
    done = subprocess.run(
        ["perl", "-e", script, *arguments], input=content, capture_output=True, timeout=20
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
