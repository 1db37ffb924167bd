from app.models import Base


def test_tables_are_known() -> None:
    assert "notes" in Base.metadata.tables
