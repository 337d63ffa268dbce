"""The hash of a log is that of RFC 6962, by the vectors of the certificate transparency project."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.trail.merkle import Tree, root_of

# The leaves and roots of the reference implementation's own tests (merkle_tree_test.cc).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_published_roots(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_the_root_can_be_asked_for_at_any_size() -> None:
    tree = Tree()
    for leaf, root in zip(LEAVES, ROOTS[1:], strict=True):
        tree.add(leaf)
        assert tree.root().hex() == root
    assert tree.size == len(LEAVES)


def by_the_words_of_the_rfc(leaves: list[bytes]) -> bytes:
    """Section 2.1, as it stands: split at the largest power of two smaller than the number."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = by_the_words_of_the_rfc(leaves[:split]), by_the_words_of_the_rfc(leaves[split:])
    return hashlib.sha256(b"\1" + left + right).digest()


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_any_tree_is_as_the_words_of_the_rfc_say(leaves: list[bytes]) -> None:
    assert root_of(leaves) == by_the_words_of_the_rfc(leaves)
