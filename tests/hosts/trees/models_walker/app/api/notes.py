from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import get_db_session
from app.models.note import Note

router = APIRouter(prefix="/notes", tags=["notes"])

SessionDep = Annotated[AsyncSession, Depends(get_db_session)]


@router.get("")
async def list_notes(session: SessionDep) -> list[str]:
    return list(await session.scalars(select(Note.text).order_by(Note.id)))


@router.post("", status_code=201)
async def add_note(text: str, session: SessionDep) -> dict[str, int]:
    note = Note(text=text)
    session.add(note)
    await session.flush()
    return {"id": note.id}
