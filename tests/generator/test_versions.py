import pytest
from webhookgen.host.versions import admits


@pytest.mark.parametrize(
    ("written", "lowest", "expected"),
    [
        pytest.param("", "2.0", True, id="anything"),
        pytest.param("*", "2.0", True, id="poetry: anything"),
        pytest.param("==1.4.41", "2.0", False, id="an old one"),
        pytest.param("==2.0.36", "2.0", True, id="a new one"),
        pytest.param("==2.0.0b3", "2.0", False, id="before the first"),
        pytest.param("===2.0.40", "2.0", True, id="exactly"),
        pytest.param("==2.0.*", "2.0", True, id="any of a line"),
        pytest.param("==1.4.*", "2.0", False, id="any of an old line"),
        pytest.param(">=1.4", "2.0", True, id="open"),
        pytest.param(">=1.4,<2", "2.0", False, id="closed below"),
        pytest.param(">1,!=2.0,<3", "2.0", True, id="but one"),
        pytest.param("~=1.4", "2.0", False, id="compatible with an old one"),
        pytest.param("~=2.1", "2.0", True, id="compatible with a new one"),
        pytest.param("^1.10.5", "2.0", False, id="caret"),
        pytest.param("^2.0.4", "2.0", True, id="caret of a new one"),
        pytest.param("^0.0.8", "0.0.14", False, id="caret of zeros"),
        pytest.param("^0.115", "0.100", True, id="caret of one zero"),
        pytest.param("~1.4.3", "2.0", False, id="tilde"),
        pytest.param("~2.0", "2.0", True, id="tilde of a new one"),
        pytest.param("1.4.22", "2.0", False, id="poetry: exactly"),
        pytest.param("{ path }", "2.0", True, id="no version"),
    ],
)
def test_what_a_requirement_admits(written: str, lowest: str, expected: bool) -> None:
    assert admits(written, lowest) is expected
