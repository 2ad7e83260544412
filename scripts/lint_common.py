# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""What check_layers and check_tree share: tracked files, exceptions, reports, C++ without comments."""

import fnmatch
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ALLOW_FILE = ROOT / "scripts/lint_allow.txt"


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    names = [n for n in listed.stdout.decode().split("\0") if n]
    return [n for n in names if (ROOT / n).is_file()]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


class Report:
    """Collects findings; knows the exceptions for its own rules."""

    def __init__(self, tool, rules):
        self.tool, self.rules = tool, rules
        self.findings, self.warnings = [], []
        self.allowed = list(self._parse_allow_file())
        self.used = set()

    def _parse_allow_file(self):
        for number, line in enumerate(ALLOW_FILE.read_text().splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            parts = line.split(None, 2)
            if len(parts) < 3:
                sys.exit(f"{self.tool}: scripts/lint_allow.txt:{number}: needs RULE PATH REASON")
            if parts[0] in self.rules:
                yield (parts[0], parts[1], number)

    def fail(self, rule, name, line, sentence):
        for entry in self.allowed:
            if entry[0] == rule and fnmatch.fnmatch(name, entry[1]):
                self.used.add(entry)
                return
        self.findings.append(f"{name}:{line}: {sentence} [{rule}]")

    def warn(self, sentence):
        self.warnings.append(sentence)

    def close(self):
        for rule, path, number in self.allowed:
            if (rule, path, number) not in self.used:
                self.findings.append(
                    f"scripts/lint_allow.txt:{number}: '{rule} {path}' excuses nothing, remove it")
        for line in self.warnings:
            print(f"{self.tool}: warning: {line}")
        for line in self.findings:
            print(f"{self.tool}: {line}")
        sys.exit(1 if self.findings else 0)


_NON_CODE = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"
      | "(?:\\.|[^"\\\n])*"
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'""",
    re.VERBOSE | re.DOTALL)


def code_of(text, keep_strings=False):
    """C++ text with comments (and strings) blanked; lines and columns stay where they are."""

    def blank(match):
        piece = match.group(0)
        if keep_strings and not piece.startswith("/"):
            return piece
        return re.sub(r"[^\n]", " ", piece)

    return _NON_CODE.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
