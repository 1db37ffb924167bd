from fastapi import APIRouter
from sqlmodel import select

from app.api.deps import SessionDep
from app.models import Note

router = APIRouter(prefix="/notes", tags=["notes"])


@router.get("")
def list_notes(session: SessionDep) -> list[str]:
    return list(session.exec(select(Note.text).order_by(Note.id)))


@router.post("", status_code=201)
def add_note(text: str, session: SessionDep) -> dict[str, int | None]:
    note = Note(text=text)
    session.add(note)
    session.commit()
    session.refresh(note)
    return {"id": note.id}
