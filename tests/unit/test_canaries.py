# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scan itself (G7): every canary is found in every encoding, wherever it stands, and however little of it there is."""

from __future__ import annotations

import base64
import html
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.canaries import CORE, NAMES, age_identity, bare_secret, leaks, mark, pem_secret, secret
from tests.scan import assert_nothing_leaked
from tests.structure.sources import ROOT, files_below

Encode = Callable[[str], str]
ENCODINGS: dict[str, tuple[str, Encode]] = {
    "raw": ("raw", str),
    "as JSON": ("JSON-escaped", json.dumps),
    "as JSON in UTF-8": ("JSON-escaped", lambda text: json.dumps(text, ensure_ascii=False)),
    "as JSON inside JSON": ("JSON-escaped", lambda text: json.dumps(json.dumps(text))),
    "as JSON with escaped slashes": ("JSON-escaped", lambda text: json.dumps(text).replace("/", "\\/")),
    "repr": ("raw", repr),
    "HTML": ("raw", html.escape),
    "in a URL": ("URL-escaped", quote),
    "in a URL, all of it": ("URL-escaped", lambda text: quote(text, safe="")),
    "in a form": ("URL-escaped", quote_plus),
    "in a URL inside a URL": ("URL-escaped", lambda text: quote_plus(quote_plus(text))),
    "hex": ("hex", lambda text: text.encode().hex()),
    "HEX": ("hex", lambda text: text.encode().hex().upper()),
    "base64": ("base64", lambda text: base64.b64encode(text.encode()).decode()),
    "base64 for URLs": ("base64", lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")),
    "base64 in lines": ("base64", lambda text: base64.encodebytes((text * 3).encode()).decode()),
}
FORMS = {"secret": secret, "bare_secret": bare_secret, "pem_secret": pem_secret, "age_identity": age_identity}


def test_there_are_at_least_forty_and_each_is_another() -> None:
    texts = [secret(name) for name in NAMES]

    assert len(NAMES) >= 40
    assert len(set(NAMES)) == len(set(texts)) == len({mark(name) for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMS)
def test_each_is_found_in_every_encoding_at_every_alignment(name: str, form: str) -> None:
    text = FORMS[form](name)
    missed = [
        (encoding, shift)
        for encoding, (_told, encode) in ENCODINGS.items()
        for shift in range(4)
        if name not in {one.partition(" (")[0] for one in leaks(f"a{encode('x' * shift + text + 'y' * shift)}b".encode())}
    ]
    assert missed == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_is_told(encoding: str) -> None:
    told, encode = ENCODINGS[encoding]
    both = f"{encode(secret(NAMES[0]))}, {encode(secret(NAMES[-1]))}".encode()

    assert leaks(both) == sorted(f"{name} ({told})" for name in (NAMES[0], NAMES[-1]))


@pytest.mark.parametrize("form", ["secret", "bare_secret", "age_identity"])
def test_any_twelve_characters_are_enough_in_any_encoding(form: str) -> None:
    missed = []
    for name in NAMES:
        text = FORMS[form](name).removeprefix("AGE-SECRET-KEY-1")
        text = text[:49] if form == "age_identity" else text  # the rest is a checksum
        for at in range(len(text) - 11):
            for encoding, (_told, encode) in ENCODINGS.items():
                if name not in str(leaks(f"={encode(text[at : at + 12])}=".encode())):
                    missed.append((name, at, encoding))
    assert missed == []


def test_ordinary_output_and_random_bytes_hold_none() -> None:
    dice = random.Random(7)
    noise = bytes(dice.randrange(256) for _ in range(300_000))
    sources = b"".join(file.read_bytes() for file in files_below("plugins"))

    assert leaks(noise + base64.b64encode(noise) + noise.hex().encode() + sources) == []
    assert leaks(f"{CORE} {CORE}99 {CORE.lower()}02".encode()) == []  # a mark of nobody is not one


def test_each_is_planted_in_some_test() -> None:
    """A canary that no test plants finds nothing."""
    texts = [
        file.read_text(encoding="utf-8")
        for file in files_below("tests")
        if file not in (ROOT / "tests" / "canaries.py", Path(__file__))
    ]
    planted = set(re.findall(r"""(?:bare_|pem_)?(?:secret|identity)\(["']([^"']+)["']\)""", "\n".join(texts)))

    assert set(NAMES) - planted == set()


# --- what is committed ---------------------------------------------------------------------------------------------------


def test_no_committed_file_holds_a_canary() -> None:
    """reliability #117: no recorded answer, golden file or log has one; those in tests are made when they run."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    found = {name: leaks(path.read_bytes()) for name in listed if name and (path := ROOT / name).is_file()}

    assert {name: leaked for name, leaked in found.items() if leaked} == {}


# --- the place all output goes through -----------------------------------------------------------------------------------


def test_a_leak_in_output_a_file_or_the_name_of_one_is_told_by_canary_encoding_and_file(tmp_path: Path) -> None:
    name = "git token"
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "kept.json").write_text(json.dumps({"value": secret(name)}))
    (tmp_path / quote_plus(secret(name))).touch()

    with pytest.raises(AssertionError) as caught:
        assert_nothing_leaked(base64.b64encode(secret(name).encode()).decode(), tmp_path)

    told = str(caught.value)
    assert f"the output: {name} (base64)" in told
    assert f"{tmp_path}/deep/kept.json: {name} (JSON-escaped)" in told
    assert f"{quote_plus(secret(name))}: {name} (URL-escaped)" in told


def test_what_the_test_itself_wrote_is_no_leak_and_what_changes_is_looked_at_again(tmp_path: Path) -> None:
    (tmp_path / "given").write_text(secret("git token"))
    (tmp_path / "log").write_text("nothing")
    assert_nothing_leaked("", tmp_path, inputs=[tmp_path / "given"])

    (tmp_path / "log").write_text(secret("AWX token"))

    with pytest.raises(AssertionError, match=r"log: AWX token \(raw\)"):
        assert_nothing_leaked("", tmp_path, inputs=[tmp_path / "given"])


def test_a_secret_that_a_service_made_up_is_looked_for_too_and_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("made by the service: s3cr3t-of-theirs")
    assert_nothing_leaked("", tmp_path)

    with pytest.raises(AssertionError, match=r"log: s3c\.\.\. \(raw\)"):
        assert_nothing_leaked("", tmp_path, also=["s3cr3t-of-theirs"])


PRINTING = """
import logging, sys
from tests.canaries import secret
def test_out(): print(secret("git token"))
def test_err(): print(repr(secret("git token")), file=sys.stderr)
def test_log(): logging.getLogger("x").warning(secret("git token"))
def test_quiet(): print("nothing")
"""


def test_a_test_that_prints_or_logs_a_secret_fails(tmp_path: Path) -> None:
    """reliability #117: the hook of `tests/conftest.py`, under a pytest of its own."""
    (tmp_path / "test_it.py").write_text(PRINTING)
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert done.returncode == 1, done.stdout + done.stderr
    for name, section in (("out", "stdout"), ("err", "stderr"), ("log", "log")):
        assert re.search(rf"FAILED \S*test_it.py::test_{name}\b", done.stdout), done.stdout
        assert f"Captured {section} call: git token (raw)" in done.stdout
    assert "1 passed" in done.stdout and "3 failed" in done.stdout
