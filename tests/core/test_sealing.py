"""Sealed texts open only unchanged, for the same purpose and owner, under a key that is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.config import Settings
from app.core.sealing import SealBroken, Sealer, sealer_of

OLD, NEW = "an old data key, long enough for it", "a new data key, long enough for it!"
FOR_BANK = {"purpose": "bank-account", "bound_to": "p1"}


@given(st.text(max_size=200))
def test_what_is_sealed_opens_again(text: str) -> None:
    sealer = Sealer((OLD,))
    sealed = sealer.seal(text, **FOR_BANK)
    assert sealer.open(sealed, **FOR_BANK) == text
    assert sealed != sealer.seal(text, **FOR_BANK)
    assert len(text) < 4 or text not in sealed


@pytest.mark.parametrize("other", [{"purpose": "second-factor"}, {"bound_to": "p2"}])
def test_it_does_not_open_elsewhere(other: dict[str, str]) -> None:
    sealed = Sealer((OLD,)).seal("6222", **FOR_BANK)
    with pytest.raises(SealBroken):
        Sealer((OLD,)).open(sealed, **(FOR_BANK | other))


@given(st.data())
def test_a_changed_text_does_not_open(data: st.DataObject) -> None:
    sealed = Sealer((OLD,)).seal("6222", **FOR_BANK)
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = (
        sealed[:at] + data.draw(st.sampled_from("Az9_-:=*").filter(lambda char: char != sealed[at])) + sealed[at + 1 :]
    )
    with pytest.raises(SealBroken):
        Sealer((OLD,)).open(changed, **FOR_BANK)


def test_earlier_keys_open_and_the_present_one_seals() -> None:
    sealed = Sealer((OLD,)).seal("6222", **FOR_BANK)
    both = Sealer((NEW, OLD))
    assert both.open(sealed, **FOR_BANK) == "6222"
    assert not both.is_current(sealed)
    assert both.is_current(both.seal("6222", **FOR_BANK))
    with pytest.raises(SealBroken):
        Sealer((NEW,)).open(sealed, **FOR_BANK)


@pytest.mark.parametrize("text", ["", "v1", "v1::", "v2:00:AAAA", "v1:deadbeef:AAAA"])
def test_what_is_no_sealed_text_does_not_open(text: str) -> None:
    with pytest.raises(SealBroken):
        Sealer((OLD,)).open(text, **FOR_BANK)


def test_the_settings_name_the_keys() -> None:
    settings = Settings(_env_file=None, data_key=NEW, previous_data_keys=[OLD])
    assert sealer_of(settings) == Sealer((NEW, OLD))
    with pytest.raises(ValueError, match="32 bytes"):
        Settings(_env_file=None, data_key=NEW, previous_data_keys=["short"])
