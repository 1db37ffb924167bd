from typing import Annotated

from dependency_injector.wiring import Provide, inject
from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker

from app.container import Container
from app.models import Note

router = APIRouter(prefix="/notes", tags=["notes"])

Sessions = Annotated[async_sessionmaker, Depends(Provide[Container.sessions])]


@router.get("")
@inject
async def list_notes(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        return list(await session.scalars(select(Note.text).order_by(Note.id)))


@router.post("", status_code=201)
@inject
async def add_note(text: str, sessions: Sessions) -> dict[str, int]:
    async with sessions.begin() as session:
        note = Note(text=text)
        session.add(note)
        await session.flush()
        return {"id": note.id}
