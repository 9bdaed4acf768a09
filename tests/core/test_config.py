"""What is published protects nothing beyond this machine."""

import pytest

from app.core.config import Settings

LONG = "a secret of the tests, long enough"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
BEYOND = ("0.0.0.0", "::", "192.0.2.7", "jishi.example")  # noqa: S104 - the address that is refused


def own(**values: str) -> Settings:
    return Settings(_env_file=None, **values)


@pytest.mark.parametrize("host", BEYOND)
def test_published_secrets_and_passwords_are_refused_beyond_loopback(host: str) -> None:
    with pytest.raises(ValueError, match="JISHI_SECRET_KEY"):
        own(secret_key=LONG).refuse_placeholder_secrets(host)
    with pytest.raises(ValueError, match="JISHI_DEMO_PASSWORD"):
        own(secret_key=LONG, data_key=LONG).refuse_published_password(host)
    settings = own(secret_key=LONG, data_key=LONG, demo_password="nobody else knows it")
    settings.refuse_placeholder_secrets(host)
    settings.refuse_published_password(host)


@pytest.mark.parametrize("host", LOOPBACK)
def test_the_demo_runs_on_loopback_as_it_is(host: str) -> None:
    own().refuse_placeholder_secrets(host)
    own().refuse_published_password(host)
