from pathlib import Path

import pytest
from webhookgen.endpoint import find_endpoint
from webhookgen.errors import FactMissing
from webhookgen.plan import Action
from webhookgen.service import find_service, plan_provider


def test_tells_what_it_was_made_from(service: Path) -> None:
    found = find_service(service)
    assert found.answers.project_name == "hooks"
    assert found.has("stripe")
    assert not found.has("github")


def test_the_plan_for_a_provider(service: Path) -> None:
    steps = plan_provider(find_service(service), find_endpoint("github")).steps
    assert {step.path for step in steps if step.action is Action.EDIT} == {
        ".env.example"
    }
    assert {step.path for step in steps if step.action is Action.UNCHANGED} == {
        "app/modules/webhooks/signatures/encodings.py"
    }
    assert not {step.action for step in steps} & {Action.CONFLICT}


def test_the_plan_for_a_provider_that_it_has(service: Path) -> None:
    assert plan_provider(find_service(service), find_endpoint("stripe")).steps == ()


def test_no_env_example_is_made_where_there_is_none(service: Path) -> None:
    (service / ".env.example").unlink()
    steps = plan_provider(find_service(service), find_endpoint("github")).steps
    assert ".env.example" not in {step.path for step in steps}


def test_a_folder_that_is_no_service(tmp_path: Path) -> None:
    with pytest.raises(FactMissing, match="not a service made by webhookgen"):
        find_service(tmp_path)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param("a: [", id="no YAML"),
        pytest.param("- a list", id="a list"),
        pytest.param("layer: service", id="incomplete"),
        pytest.param("layer: something", id="of another template"),
        pytest.param("layer: service\nproviders: 3\n", id="wrong types"),
    ],
)
def test_answers_that_cannot_be_used(service: Path, answers: str | None) -> None:
    file = service / ".copier-answers.yml"
    file.unlink() if answers is None else file.write_text(answers)
    with pytest.raises(FactMissing, match=r"copier-answers\.yml"):
        find_service(service)
