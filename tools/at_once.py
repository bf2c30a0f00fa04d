"""
Run several commands at once, and show what each printed one after another, the first as it goes.

    .venv/bin/python tools/at_once.py COMMAND...

Each argument is one command of the shell. Those that succeeded are shown in the order given, and after them
those that failed, so that what was wrong is the last thing to be seen. The exit code is 0 when all succeeded,
else 1.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack


def main(commands: Sequence[str]) -> int:
    if not commands:
        print(__doc__, file=sys.stderr)
        return 2
    first, *others = commands
    with ExitStack() as stack:
        beside = []
        for command in others:
            printed = stack.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen(
                command, shell=True, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT
            )
            stack.callback(process.wait)  # also when interrupted: the terminal interrupts the others as well
            beside.append((process, printed))
        codes = [subprocess.run(first, shell=True, check=False).returncode]
        codes += [process.wait() for process, _ in beside]
        for _, printed in sorted(beside, key=lambda one: one[0].returncode != 0):
            printed.seek(0)
            shutil.copyfileobj(printed, sys.stdout.buffer)
            sys.stdout.flush()
    for command, code in zip(commands, codes, strict=True):
        if code:
            print(f"{command}: failed ({code})", file=sys.stderr)
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
