from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.db import get_session
from shop.models import Note

router = APIRouter(prefix="/notes", tags=["notes"])


@router.get("")
def list_notes(session: Session = Depends(get_session)) -> list[str]:
    return list(session.scalars(select(Note.text).order_by(Note.id)))


@router.post("", status_code=201)
def add_note(text: str, session: Session = Depends(get_session)) -> dict[str, int]:
    note = Note(text=text)
    session.add(note)
    session.commit()
    return {"id": note.id}
