from fastapi import APIRouter
from sqlalchemy import select

from app.api.deps import DbSession
from app.models import Note

router = APIRouter(prefix="/notes", tags=["notes"])


@router.get("")
def list_notes(session: DbSession) -> list[str]:
    return list(session.scalars(select(Note.text).order_by(Note.id)))


@router.post("", status_code=201)
def add_note(text: str, session: DbSession) -> dict[str, int]:
    note = Note(text=text)
    session.add(note)
    session.flush()
    return {"id": note.id}
