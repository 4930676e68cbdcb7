# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's version, equal to the one in galaxy.yml (a test compares them)."""

from __future__ import annotations

VERSION = "0.2.0"
