"""Settings: one flat list read from the environment or `.env`, checked before anything starts."""

from functools import lru_cache
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from app.core.config_channels import ChannelHosts, is_loopback

PUBLISHED_PASSWORD = "jishi-demo-2026"  # noqa: S105 - every demo account's, refused off loopback
PLACEHOLDER_SECRET = "change-me-" + "0" * 32
"""What `.env.example` ships. Good enough for the demo on loopback, refused everywhere else."""


class Settings(ChannelHosts):
    """Everything that an operator can set; names are `JISHI_` plus the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="JISHI_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: str = "sqlite:///var/jishi.db"
    secret_key: SecretStr = SecretStr(PLACEHOLDER_SECRET)
    previous_secret_keys: list[SecretStr] = Field(default_factory=list)
    data_key: SecretStr = SecretStr(PLACEHOLDER_SECRET)
    previous_data_keys: list[SecretStr] = Field(default_factory=list)
    audit_key: SecretStr | None = None
    metrics_token: SecretStr | None = None
    files_url: str = "file:var/files"
    scheduler: Literal["embedded", "off"] = "embedded"
    print_fonts: str | None = None
    demo_password: str = PUBLISHED_PASSWORD
    public_url: str | None = None
    trusted_proxies: str = "127.0.0.1"
    host: str = "127.0.0.1"
    port: int = 8000
    log_level: str = "INFO"
    worker_threads: int = Field(default=12, ge=1, le=64)
    pool_size: int = Field(default=10, ge=1, le=100)
    organisation_name: str = "云浦县委组织部"
    feedback_elsewhere: str = ""

    @model_validator(mode="after")
    def _secrets_are_long_enough(self) -> Self:
        """HMAC secrets carry at least 256 bits, whatever they protect."""
        keys = [self.secret_key, self.data_key, *self.previous_secret_keys, *self.previous_data_keys]
        if self.audit_key is not None:
            keys.append(self.audit_key)
        if any(len(key.get_secret_value().encode()) < 32 for key in keys):
            raise ValueError("JISHI_SECRET_KEY, JISHI_DATA_KEY and JISHI_AUDIT_KEY need 32 bytes or more")
        return self

    @property
    def has_placeholder_secret(self) -> bool:
        """True while any secret is still the published placeholder."""
        return PLACEHOLDER_SECRET in (self.secret_key.get_secret_value(), self.data_key.get_secret_value())

    @property
    def audit_secret(self) -> bytes:
        """The key of the audit seals: its own when set, else derived from the service's secret."""
        key = self.audit_key or self.secret_key
        return b"audit-seal:" + key.get_secret_value().encode()

    @property
    def is_sqlite(self) -> bool:
        """True on the embedded default database."""
        return self.database_url.startswith("sqlite")

    def refuse_placeholder_secrets(self, host: str) -> None:
        """Raise ValueError when a published secret would serve anything but loopback."""
        if self.has_placeholder_secret and not is_loopback(host):
            raise ValueError(
                f"refusing to listen on {host} with a placeholder secret: "
                "set JISHI_SECRET_KEY and JISHI_DATA_KEY to 32 random bytes or more"
            )

    def refuse_published_password(self, host: str) -> None:
        """Raise ValueError when demo accounts with the published password would be reachable beyond loopback."""
        if self.demo_password == PUBLISHED_PASSWORD and not is_loopback(host):
            raise ValueError(
                f"refusing to serve the demo on {host} with its published password: set JISHI_DEMO_PASSWORD"
            )


@lru_cache
def get_settings() -> Settings:
    """The process's settings, read once."""
    return Settings()
