"""Whose failures are counted together."""

from app.accounts.throttle import account_key, address_key


def test_one_line_cannot_choose_its_way_out_of_the_count() -> None:
    assert address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert account_key("2001:db8:1:2::1", "hejingxing") == account_key("2001:db8:1:2::9", " HeJingXing ")
    assert address_key("::ffff:192.0.2.7") == address_key("192.0.2.7")


def test_neighbours_do_not_count_for_each_other() -> None:
    assert address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1")
    assert address_key("192.0.2.7") != address_key("192.0.2.8")
    assert account_key("192.0.2.7", "a") != account_key("192.0.2.7", "b")
    assert address_key("unix") != address_key("")
