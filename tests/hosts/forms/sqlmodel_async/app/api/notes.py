from fastapi import APIRouter, Depends
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import get_session
from app.models import Note

router = APIRouter(prefix="/notes", tags=["notes"])


@router.get("")
async def list_notes(session: AsyncSession = Depends(get_session)) -> list[str]:
    return list(await session.exec(select(Note.text).order_by(Note.id)))


@router.post("", status_code=201)
async def add_note(
    text: str, session: AsyncSession = Depends(get_session)
) -> dict[str, int | None]:
    note = Note(text=text)
    session.add(note)
    await session.commit()
    return {"id": note.id}
