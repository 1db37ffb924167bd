import re

import pytest
from webhookgen.catalog import find_record
from webhookgen.errors import UnknownProvider


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("strpe", "did you mean stripe?"),
        ("Stripe", "did you mean stripe?"),
        ("git-hub", "did you mean github"),
        ("@@@", "there are "),
        ("../catalog/stripe", "unknown provider"),
        ("", "unknown provider"),
    ],
)
def test_an_unknown_provider_is_told_what_there_is(name: str, hint: str) -> None:
    with pytest.raises(UnknownProvider, match=re.escape(hint)):
        find_record(name)
