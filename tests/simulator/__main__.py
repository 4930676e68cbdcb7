# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: `python -m tests.simulator [--host] [--port] [--state FILE] [--seed demo|empty]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import seed_data
from .server import bind, loopback_address, serve
from .statefile import open_store


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8787, help="0 picks a free port (default: 8787)")
    parser.add_argument("--state", type=Path, help="keep the projects in this file across restarts")
    parser.add_argument("--seed", choices=("demo", "empty"), default="demo", help="what to start with (default: demo)")
    options = parser.parse_args()
    try:
        loopback_address(options.host)
    except ValueError as error:
        parser.error(str(error))
    try:
        store = open_store(options.state, options.seed)
        listener = bind(options.host, options.port)
    except (OSError, ValueError) as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 1
    serve(store, listener, {"project_id": seed_data.DEMO_PROJECT_ID, "management_key": seed_data.COMPANY_KEY})
    return 0


if __name__ == "__main__":
    sys.exit(main())
