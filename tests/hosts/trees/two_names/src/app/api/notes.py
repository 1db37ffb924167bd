from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..db import get_session
from ..models import Note

router = APIRouter(prefix="/notes", tags=["notes"])

SessionDep = Annotated[AsyncSession, Depends(get_session)]


@router.get("")
async def list_notes(session: SessionDep) -> list[str]:
    return list(await session.scalars(select(Note.text).order_by(Note.id)))


@router.post("", status_code=201)
async def add_note(text: str, session: SessionDep) -> dict[str, int]:
    note = Note(text=text)
    session.add(note)
    await session.commit()
    return {"id": note.id}
