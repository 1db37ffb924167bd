from fastapi import Header, HTTPException


def require_key(x_key: str = Header(default="")) -> None:
    if x_key != "open":
        raise HTTPException(status_code=401)
