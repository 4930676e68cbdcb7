# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups as a disk, a careless person or an attacker would leave them: generated damage, and what somebody thought of."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import typing as t
from functools import partial
from pathlib import Path

from tests.unit.plugins.module_utils._engine.backup_builders import forge, rewrite

Spoil = t.Callable[[Path], object]

DATA = ("tenants.json", "roles.json", "permissions.json")
MANIFEST = "manifest.json"


def generated(rng: random.Random) -> tuple[str, Spoil]:
    """Return a random damage and its name: one that no backup can survive unnoticed."""
    name = rng.choice([*DATA, MANIFEST])
    damages: list[tuple[str, t.Callable[[bytes], bytes]]] = [
        ("a bit flipped", lambda data: _flipped(data, rng.randrange(len(data)), 1 << rng.randrange(8))),
        ("cut off", lambda data: data[: rng.randrange(len(data))]),
        ("a byte doubled", lambda data: _doubled(data, rng.randrange(len(data)))),
        ("bytes lost", lambda data: _without(data, rng.randrange(len(data)), rng.randint(1, 9))),
        ("zeros", lambda data: _zeroed(data, rng.randrange(len(data)), rng.randint(1, 64))),
        ("something appended", lambda data: data + rng.randbytes(rng.randint(1, 9))),
        ("parts swapped", lambda data: _swapped(data, rng.randrange(1, len(data)))),
    ]
    what, change = rng.choice(damages)

    def spoil(backup: Path) -> None:
        data = (backup / name).read_bytes()
        changed = change(data)
        (backup / name).write_bytes(changed if changed != data else data + b" ")

    return f"{what} in {name}", spoil


def _flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def _doubled(data: bytes, place: int) -> bytes:
    return data[: place + 1] + data[place:]


def _without(data: bytes, place: int, number: int) -> bytes:
    return data[:place] + data[place + number :]


def _zeroed(data: bytes, place: int, number: int) -> bytes:
    return data[:place] + bytes(len(data[place : place + number])) + data[place + number :]


def _swapped(data: bytes, place: int) -> bytes:
    return data[place:] + data[:place]


def by_hand() -> list[tuple[str, Spoil]]:
    """Return what people thought of, by name."""
    return [*_places(), *_manifests(), *_claims(), *_documents()]


def _places() -> t.Iterator[tuple[str, Spoil]]:
    """Things that stand where a file should."""
    for name in (*DATA, MANIFEST):
        yield f"{name} is missing", _at(name, Path.unlink)
        yield f"{name} is a link to a file", _at(name, _instead, _link("/etc/hostname"))
        yield f"{name} is a link to itself", _at(name, _instead, _link(name))
        yield f"{name} is a link to a device", _at(name, _instead, _link("/dev/zero"))
        yield f"{name} is a link to a good copy", _at(name, _moved_behind_a_link)
        yield f"{name} is a FIFO", _at(name, _instead, os.mkfifo)
        yield f"{name} is a directory", _at(name, _instead, os.mkdir)
        yield f"{name} is empty", _at(name, Path.write_bytes, b"")
        yield f"{name} is renamed", _at(name, lambda path: path.rename(f"{path}.old"))
        yield f"{name} is in capitals", _at(name, lambda path: path.rename(path.with_name(path.name.upper())))
        yield f"{name} is packed", _at(name, lambda path: path.write_bytes(gzip.compress(path.read_bytes())))
        yield f"{name} is huge and holds nothing", _at(name, os.truncate, 1 << 40)
    yield "there is a file too many", lambda backup: (backup / "users.json").write_text("[]\n", "utf-8")
    yield "there is a hidden file", lambda backup: (backup / ".extra").write_text("", "utf-8")
    yield "there is a directory too many", lambda backup: (backup / "more").mkdir()
    yield "two files are swapped", lambda backup: _exchanged(backup / DATA[0], backup / DATA[1])


def _manifests() -> t.Iterator[tuple[str, Spoil]]:
    """Manifests that are not what a manifest is, as texts."""
    texts = {
        "nothing": "",
        "a list": "[]",
        "a number": "1",
        "null": "null",
        "an empty object": "{}",
        "not JSON": "{'a': 1}",
        "no number": '{"schema_version": NaN}',
        "a key twice": '{"id": "a", "id": "b"}',
        "ten thousand brackets": "[" * 10_000,
        "ten thousand objects": '{"a":' * 10_000,
        "half a character": '{"id": "\\ud800"}',
        "a byte order mark": "\ufeff{}",
        "YAML": "id: !!python/object/apply:os.system ['true']",
    }
    for name, text in texts.items():
        yield f"the manifest is {name}", _at(MANIFEST, Path.write_bytes, text.encode())
    yield "the manifest is no UTF-8", lambda backup: (backup / MANIFEST).write_bytes(b"\xff\xfe{}")
    yield "the manifest says a key twice", lambda backup: _edited(backup, '"id"', '"id": "20200101T000000Z", "id"')


def _claims() -> t.Iterator[tuple[str, Spoil]]:
    """Manifests that claim what is not so, with a checksum that fits."""
    odd: list[t.Any] = [None, 0, -1, 2**63, "", "x" * 100_000, [], {}, True, "../../etc", "20990101T000000Z", 1.5]
    for field in ("id", "project_id", "schema_version", "files", "counts", "complete"):
        for number, value in enumerate(odd):
            if (field, value) not in (("complete", True), ("schema_version", True)):
                yield f"{field} is odd value {number}", partial(rewrite, **{field: value})
    yield "the schema is newer", lambda backup: rewrite(backup, schema_version=999)
    yield "there is an unknown field", lambda backup: rewrite(backup, comment="hello")
    for name in ("../tenants.json", "/etc/passwd", "tenants.json\x00", "a\\b.json", "nul", "users.json.gz", "café.json"):
        yield f"it lists the file {name!a}", partial(_listing, name=name)
    yield "it lists no file", lambda backup: rewrite(backup, files={})
    yield "its hash of a file is another one", lambda backup: _entry(backup, sha256="0" * 64)
    yield "its hash of a file is none", lambda backup: _entry(backup, sha256="")
    yield "its size of a file is another one", lambda backup: _entry(backup, bytes=1)
    yield "its size of a file is negative", lambda backup: _entry(backup, bytes=-1)
    yield "its size of a file is beyond all bounds", lambda backup: _entry(backup, bytes=2**70)
    yield "its number of documents is another one", lambda backup: _entry(backup, documents=7)


def _documents() -> t.Iterator[tuple[str, Spoil]]:
    """Data that fits its hashes, and that no project can hold."""
    texts = {
        "no list": b"{}\n",
        "a list of numbers": b"[1]\n",
        "a document without a key": b"[{}]\n",
        "a key twice": b'[{"id": "a", "id": "b", "name": "A"}]\n',
        "no number": b'[{"id": "a", "name": "A", "createdTime": NaN}]\n',
        "deep": b"[" * 5_000 + b"]" * 5_000 + b"\n",
        "no UTF-8": b'[{"id": "\xff", "name": "A"}]\n',
        "another type in a field": b'[{"id": "a", "name": "A", "disabled": "perhaps"}]\n',
    }
    for name, text in texts.items():
        yield f"the tenants are {name}", partial(forge, name="tenants.json", data=text, documents=1)
    twice = b'[{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]\n'
    yield "a tenant is there twice", lambda backup: forge(backup, "tenants.json", twice, 2)


def _at(name: str, do: t.Callable[..., object], *others: object) -> Spoil:
    """Return what does something to a file of a backup."""
    return lambda backup: do(backup / name, *others)


def _instead(path: Path, make: t.Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


def _link(target: str) -> t.Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _moved_behind_a_link(path: Path) -> None:
    elsewhere = path.parent.parent / f"elsewhere-{path.name}"
    shutil.move(path, elsewhere)
    path.symlink_to(elsewhere)


def _exchanged(one: Path, other: Path) -> None:
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def _edited(backup: Path, old: str, new: str) -> None:
    path = backup / MANIFEST
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")


def _files(backup: Path) -> dict[str, t.Any]:
    files: dict[str, t.Any] = json.loads((backup / MANIFEST).read_text("utf-8"))["files"]
    return files


def _listing(backup: Path, name: str) -> None:
    files = _files(backup)
    rewrite(backup, files={**files, name: files["tenants.json"]})


def _entry(backup: Path, **values: t.Any) -> None:
    files = _files(backup)
    rewrite(backup, files={**files, "tenants.json": {**files["tenants.json"], **values}})
