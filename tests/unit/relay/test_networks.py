"""Which peers are machines of ours."""

from ipaddress import ip_network

import pytest

from mailsvc.relay.networks import is_within

NETWORKS = (ip_network("10.1.0.0/16"), ip_network("2001:db8::/32"))


@pytest.mark.parametrize(
    ("peer", "is_ours"),
    [
        ("10.1.2.3", True),
        ("10.2.0.1", False),
        ("::ffff:10.1.2.3", True),
        ("2001:db8::5", True),
        ("2001:db9::5", False),
        ("", False),
        ("hoa@dienbien.example", False),
    ],
)
def test_within(peer, is_ours):
    assert is_within(peer, NETWORKS) is is_ours
    assert not is_within(peer, ())
