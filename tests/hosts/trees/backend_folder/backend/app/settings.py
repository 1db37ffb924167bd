from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    # One .env for all services, one level above this one.
    model_config = SettingsConfigDict(env_file="../.env", extra="ignore")

    database_url: str = "sqlite:///notes.db"
    api_prefix: str = "/api"


settings = Settings()
