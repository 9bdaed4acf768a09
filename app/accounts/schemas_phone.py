"""What a phone is told so that it can seal."""

from pydantic import Field

from app.core.schema import View


class PhoneKey(View):
    """One key of a person: its name, and 32 octets in base64."""

    name: str = Field(examples=["5f2c9a10b3de"])
    key: str = Field(examples=["3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="])


class PhoneKeys(View):
    """A person's keys: seal under the first, open under any."""

    keys: list[PhoneKey]
