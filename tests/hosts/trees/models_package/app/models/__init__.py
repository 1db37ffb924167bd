from app.models.note import Note
from app.models.tag import Tag

__all__ = ["Note", "Tag"]
