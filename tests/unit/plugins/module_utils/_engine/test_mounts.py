# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a backup directory goes with its container."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import mounts
from ansible_collections.descope.mgmt.plugins.module_utils._engine.mounts import file_system_of, in_container, refuse_ephemeral
from ansible_collections.descope.mgmt.plugins.module_utils._errors import EphemeralStorage

CONTAINER = """\
741 640 0:67 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/a
742 741 0:70 / /proc rw - proc proc rw
750 741 0:71 / /dev/shm rw - tmpfs shm rw
760 741 259:1 /volumes/x /backups rw,relatime - ext4 /dev/nvme0n1p1 rw
761 760 0:80 / /backups/my\\040tmp rw - tmpfs tmpfs rw
""".splitlines(keepends=True)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/runner/.descope-mgmt", "overlay"),
        ("/backups", "ext4"),
        ("/backups/P1", "ext4"),
        ("/backupsandmore", "overlay"),
        ("/backups/my tmp/P1", "tmpfs"),
        ("/dev/shm/x", "tmpfs"),
    ],
)
def test_the_file_system_is_that_of_the_innermost_mount(path: str, kind: str) -> None:
    assert file_system_of(path, CONTAINER) == kind


def test_a_later_mount_over_the_same_place_counts() -> None:
    over = [*CONTAINER, "770 741 0:90 / /backups rw - tmpfs tmpfs rw\n"]
    assert file_system_of("/backups/P1", over) == "tmpfs"


def test_a_kubernetes_pod_is_a_container() -> None:
    assert in_container({"KUBERNETES_SERVICE_HOST": "10.0.0.1"})


@pytest.mark.parametrize(
    ("inside", "path", "refused"), [(True, "/runner/b", True), (True, "/backups", False), (False, "/x", False)]
)
def test_only_a_directory_of_the_containers_own_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, inside: bool, path: str, refused: bool
) -> None:
    """Reliability #51."""
    (tmp_path / "mountinfo").write_text("".join(CONTAINER))
    monkeypatch.setattr(mounts, "_MOUNTS", str(tmp_path / "mountinfo"))
    monkeypatch.setattr(mounts, "in_container", lambda environment: inside)
    if refused:
        with pytest.raises(EphemeralStorage, match="is on overlay in a container"):
            refuse_ephemeral(path)
    else:
        refuse_ephemeral(path)
        assert not refused
