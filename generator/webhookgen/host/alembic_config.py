"""Alembic's configuration: which file and section, and the folders that it names."""

import re
from pathlib import PurePosixPath

from .alembic_sections import Section, alembic_sections
from .candidates import Candidate, Choice, settle
from .env_script import read_env
from .facts import Confidence, Evidence, Fact
from .git import is_ignored
from .names import find
from .revisions import heads_of, id_style, next_number, read_revisions
from .source import Source
from .values import AlembicConfig, ImportRoot

FLAG = "--alembic-section"
FILE_TEMPLATE = "%%(rev)s_%%(slug)s"
NONE_FOUND = "no *.ini and no [tool.alembic] in pyproject.toml names a script_location"


def find_alembic(
    source: Source, imports: ImportRoot, choice: Choice | None
) -> Fact[AlembicConfig]:
    """The Alembic environment; several that share one folder of scripts are one."""
    candidates: list[Candidate[AlembicConfig]] = []
    seen: set[tuple[str, str]] = set()
    missing = NONE_FOUND
    for section in alembic_sections(source):
        config = _config(source, imports, section)
        if config is None:
            location = section.options["script_location"]
            missing = f"{section.file} names {location}, and there is no env.py in it"
            continue
        if (config.script_location, config.versions_dir) in seen:
            continue
        seen.add((config.script_location, config.versions_dir))
        evidence = (Evidence(section.file, section.line),)
        note = "git ignores the versions folder" if config.ignored else ""
        sure = Confidence.AMBIGUOUS if config.ignored else Confidence.CERTAIN
        text = f"{section.file}:{section.name}"
        candidates.append(Candidate(text, config, evidence, sure, note))
    return settle("alembic", FLAG, candidates, choice, missing)


def _config(
    source: Source, imports: ImportRoot, section: Section
) -> AlembicConfig | None:
    options = section.options
    location = _folder(source, imports, section, options["script_location"])
    if location is None:
        return None
    env = read_env(source, f"{location}/env.py")
    versions = _version_folders(source, imports, section, location)
    recursive = options.get("recursive_version_locations", "").lower() == "true"
    revisions = read_revisions(source, versions, recursive=recursive)
    style = id_style(revisions)
    return AlembicConfig(
        ini=section.file,
        section=section.name,
        script_location=location,
        env=env.path,
        versions_dir=versions[0],
        version_locations=versions,
        heads=heads_of(revisions),
        revisions=len(revisions),
        id_style=style,
        next_id=next_number(revisions) if style == "number" else None,
        file_template=options.get("file_template", FILE_TEMPLATE).replace("%%", "%"),
        timezone=options.get("timezone") or None,
        truncate_slug_length=int(options.get("truncate_slug_length") or 40),
        async_env=env.is_async,
        version_table=env.version_table,
        filters=env.filters,
        prepend_sys_path=options.get("prepend_sys_path"),
        ignored=is_ignored(source.root, f"{versions[0]}/x.py"),
    )


def _folder(
    source: Source, imports: ImportRoot, section: Section, written: str
) -> str | None:
    """The folder of scripts that the configuration names.

    Alembic takes a relative one from where it is run, which is where its file is, most often.
    """
    here = str(PurePosixPath(section.file).parent)
    plain = _plain(source, imports, section, written)
    for folder in (plain, f"{here}/{plain}", f"{imports.directory}/{plain}"):
        if source.has(f"{_clean(folder)}/env.py"):
            return _clean(folder)
    return None


def _plain(source: Source, imports: ImportRoot, section: Section, written: str) -> str:
    """A folder with %(here)s filled in and `package:folder` resolved."""
    here = str(PurePosixPath(section.file).parent)
    plain = written.replace("%(here)s", here).replace("%%", "%").strip()
    plain = plain.replace("\\", "/")  # written on Windows
    package, colon, rest = plain.partition(":")
    if not colon or not package.replace(".", "").isidentifier():
        return plain
    found = find(source, package, f"{imports.directory}/x.py")
    folder = package.replace(".", "/")
    parent = PurePosixPath(found).parent if found else f"{imports.directory}/{folder}"
    return f"{parent}/{rest}"


def _version_folders(
    source: Source, imports: ImportRoot, section: Section, location: str
) -> tuple[str, ...]:
    written = section.options.get("version_locations", "")
    here = str(PurePosixPath(section.file).parent)
    folders = []
    for one in re.split(r"[\s;]+|(?<=\w):(?=[/%.])", written):
        if one:
            text = one.replace("%(script_location)s", location)
            folder = _clean(_plain(source, imports, section, text))
            beside = _clean(f"{here}/{folder}")
            known = folder in source.folders or beside not in source.folders
            folders.append(folder if known else beside)
    return tuple(folders) or (f"{location}/versions",)


def _clean(folder: str) -> str:
    parts: list[str] = []
    for part in folder.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or "."
