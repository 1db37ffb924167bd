from fastapi import APIRouter

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


@router.post("/stripe")
def stripe() -> dict[str, bool]:
    return {"received": True}
