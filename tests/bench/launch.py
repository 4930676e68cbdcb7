# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command and appends to a file what it took: `python -I -S launch.py REPORT COMMAND...`.

It is a process of its own, and imports next to nothing, because the peak memory of a child begins with that of the process that
starts it. Time is the child's and that of everything it waited for; memory is that of the largest process among them.
"""

from __future__ import annotations

import os
import signal
import sys
import time


def main() -> None:
    report, *command = sys.argv[1:]
    started = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: os.kill(child, number))
    _pid, status, used = os.wait4(child, 0)
    wall, cpu = time.monotonic() - started, used.ru_utime + used.ru_stime
    rss = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    line = f'{{"wall": {wall:.4f}, "cpu": {cpu:.4f}, "memory": {rss:.1f}}}\n'
    with open(report, "a", encoding="utf-8") as file:
        file.write(line)
    sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)


if __name__ == "__main__":
    main()
