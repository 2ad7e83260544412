# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""The program under test, and whatever processes it leaves behind."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

PROGRAM = pathlib.Path(sys.argv.pop()).resolve()
TIMEOUT = 120


def processes_with(mark):
    """Process ids whose environment holds the mark, zombies excluded."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            pass  # gone meanwhile, or a zombie
    return found


class WeirTest(unittest.TestCase):
    """Runs the program with a mark in its environment, which every process it starts inherits."""

    def setUp(self):
        self.mark = f"WEIR_TEST_MARK={uuid.uuid4()}"
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="weir-cli-"))
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def start(self, *args, **options):
        name, value = self.mark.split("=")
        process = subprocess.Popen(
            [PROGRAM, *map(str, args)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**os.environ, name: value, "TMPDIR": str(self.dir)},
            **options)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()

    def run_weir(self, *args, **options):
        process = self.start(*args, **options)
        out, err = process.communicate(timeout=TIMEOUT)
        return process.returncode, out, err

    def read_until(self, process, text):
        """Lines of standard error up to the one with the text."""
        lines = []
        for line in process.stderr:
            lines.append(line)
            if text in line:
                return lines
        self.fail(f"'{text}' was not said, but:\n" + "".join(lines))

    def assert_nothing_left(self, within=5.0):
        end = time.monotonic() + within
        while (left := processes_with(self.mark)) and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(left, [], "processes are left behind")

    def assert_refused(self, args, needle, **options):
        """Nothing is started, exit code 2, and one line that says why."""
        code, out, err = self.run_weir(*args, **options)
        self.assertEqual(code, 2, err)
        self.assertEqual(out, "")
        self.assertEqual(err.count("\n"), 1, err)
        self.assertTrue(err.startswith("weir: "), err)
        self.assertIn(needle, err)
