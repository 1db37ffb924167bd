from fastapi import APIRouter, Depends
from sqlalchemy import Connection, insert, select

from app.db import get_connection
from app.tables import notes

router = APIRouter(prefix="/notes", tags=["notes"])


@router.get("")
def list_notes(connection: Connection = Depends(get_connection)) -> list[str]:
    return list(connection.scalars(select(notes.c.text).order_by(notes.c.id)))


@router.post("", status_code=201)
def add_note(
    text: str, connection: Connection = Depends(get_connection)
) -> dict[str, int]:
    result = connection.execute(insert(notes).values(text=text))
    connection.commit()
    return {"id": result.inserted_primary_key[0]}
