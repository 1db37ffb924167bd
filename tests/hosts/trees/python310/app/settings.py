# SPDX-FileCopyrightText: the Notes contributors
# SPDX-License-Identifier: MIT

from pydantic_settings import BaseSettings
from pydantic_settings import SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env")

    database_url: str = "sqlite:///notes.db"


settings = Settings()
