# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Compiles every complete program in the given pages. usage: compile_programs.py PAGE... -- COMMAND...

A program is a ```cpp block with a main function. COMMAND is a compiler that reads standard input.
Error lines name the page and its line."""

import pathlib
import re
import subprocess
import sys

BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def programs(page):
    text = page.read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        if "int main(" in match[1]:
            yield text.count("\n", 0, match.start()) + 2, match[1]


def main():
    split = sys.argv.index("--")
    pages, command = map(pathlib.Path, sys.argv[1:split]), sys.argv[split + 1:]
    compiled = failed = 0
    for page in pages:
        for line, code in programs(page):
            source = f'#line {line} "{page}"\n{code}'
            done = subprocess.run(command, input=source.encode(), check=False)
            compiled, failed = compiled + 1, failed + (done.returncode != 0)
    print(f"{compiled} programs, {failed} of them do not compile")
    sys.exit(1 if failed or not compiled else 0)


if __name__ == "__main__":
    main()
