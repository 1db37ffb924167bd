"""An unsigned form that only asks whether somebody is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..bodies.form import parse_form
from ..delivery import Answer, Delivery


@dataclass(frozen=True, kw_only=True)
class FormPing:
    """A form with this field and no other, answered 200."""

    field: str
    method: str = "POST"
    signed: bool = False

    def answer(
        self, delivery: Delivery, secrets: Sequence[str], verify_tokens: Sequence[str]
    ) -> Answer | None:
        try:
            form = parse_form(delivery)
        except ValueError:
            return None
        return Answer(status=200) if form.keys() == {self.field} else None
