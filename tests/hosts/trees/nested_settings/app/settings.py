from functools import lru_cache

from pydantic import BaseModel, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class DatabaseSettings(BaseModel):
    url: str = "sqlite+aiosqlite:///notes.db"


class ApiSettings(BaseModel):
    prefix: str = "/api"
    key: SecretStr = SecretStr("")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="NOTES_", env_nested_delimiter="__", env_file=".env"
    )

    database: DatabaseSettings = DatabaseSettings()
    api: ApiSettings = ApiSettings()


@lru_cache
def get_settings() -> Settings:
    return Settings()
