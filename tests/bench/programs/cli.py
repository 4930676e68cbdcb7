# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one would write with the official command line tool: `python cli.py job.json` starts it once per tenant."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for one in job["tenants"]:
        arguments = ["delete", one["id"]] if job["case"] == "delete" else ["create", one["name"], "--id", one["id"]]
        subprocess.run(["descopecli", "tenant", *arguments], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
