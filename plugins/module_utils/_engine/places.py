# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is in a project's directory besides its backups: the names, for those who make it and those who leave it alone."""

from __future__ import annotations

LOCK = ".lock"
"""Taken by whoever writes; see `lock.py`."""

JOURNAL = ".journal"
"""The directory of the runs; see `runs.py`."""

AUDIT = "audit.jsonl"
"""A line for each run that wrote; see `audit_trail.py`."""

PROTECTED = "protected.txt"
"""Globs of documents that no run may touch, kept by a person; see `protected.py`."""

BESIDE_BACKUPS = frozenset({LOCK, JOURNAL, AUDIT, PROTECTED})
