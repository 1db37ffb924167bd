from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session


def current_session(request: Request) -> Session:
    session: Session = request.state.session
    return session


DbSession = Annotated[Session, Depends(current_session)]
