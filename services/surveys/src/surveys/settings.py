"""The surveys service's own settings."""

from typing import Self

from pydantic import SecretStr, field_validator, model_validator

from chassis.settings import Settings as ServiceSettings
from surveys.sealing import read_keys

_LOCAL_KEY = "cmVkdGhyZWFkLWxvY2FsLWFuc3dlci1rZXktMzJieXQ="
"""For the local stack; everybody can read it here, so production refuses it."""


class Settings(ServiceSettings):
    """The keys that answers are sealed with."""

    answer_keys: SecretStr = SecretStr(_LOCAL_KEY)
    """32 random bytes in URL-safe base64; several, newest first, with commas between. Keep them
    apart from the database and its backups: together they tell who answered what."""

    @field_validator("answer_keys")
    @classmethod
    def _are_keys(cls, keys: SecretStr) -> SecretStr:
        read_keys(keys.get_secret_value())
        return keys

    @model_validator(mode="after")
    def _answers_are_sealed(self) -> Self:
        if self.production and _LOCAL_KEY in self.answer_keys.get_secret_value():
            raise ValueError(
                "REDTHREAD_ANSWER_KEYS is missing: give 32 random bytes in URL-safe base64."
            )
        return self
