import os

DATABASE_URL = os.getenv("DATABASE_URL", "sqlite:///notes.db")
PAGE_SIZE = int(os.getenv("PAGE_SIZE", "20"))
