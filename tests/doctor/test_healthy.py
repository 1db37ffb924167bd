"""Where nothing is wrong, nothing is found, and everything was looked at."""

from webhookgen.doctor.examine import examine

from .patients import Patient


def test_nothing_is_found_and_nothing_changed(patient: Patient) -> None:
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in patient.root.rglob("*")
        if path.is_file()
    }

    report = examine(patient.case())

    assert report.findings == ()
    assert report.not_checked == {}
    assert report.healthy
    after = {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in patient.root.rglob("*")
        if path.is_file()
    }
    assert after == before


def test_without_a_python_the_files_are_looked_at(service: Patient) -> None:
    report = examine(service.case(with_python=False))

    assert report.findings == ()
    assert {"secrets", "body", "models", "database", "backlog", "retention"} <= set(
        report.not_checked
    )
    assert "--python" in report.not_checked["secrets"]
