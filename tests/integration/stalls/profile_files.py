#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Profiles that a program leaves by itself: by policy, on a signal, and on SIGTERM while it is stuck.

    profile_files.py PROGRAM
"""

import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv.pop(1)
PATIENCE = 30


class ProfileFiles(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.directory = pathlib.Path(self.scratch.name)
        self.process = None

    def tearDown(self):
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
        self.scratch.cleanup()

    def start(self, policy, stalls):
        self.process = subprocess.Popen([PROGRAM, str(self.directory), policy, str(stalls)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.assertEqual(self.process.stdout.readline(), "ready\n")

    def files(self):
        return sorted(self.directory.glob("*.cpuprofile"))

    def wait_for_files(self, count):
        end = time.monotonic() + PATIENCE
        while len(self.files()) < count and time.monotonic() < end:
            time.sleep(0.05)
        self.assertGreaterEqual(len(self.files()), count)
        return self.files()

    def names_in(self, path):
        profile = json.loads(path.read_text())
        self.assertTrue(profile["samples"], f"{path} has no sample")
        return " ".join(node["callFrame"]["functionName"] for node in profile["nodes"])

    def test_the_first_stall_of_a_culprit_leaves_one(self):
        self.start("first", 3)
        (only,) = self.wait_for_files(1)
        time.sleep(0.3)
        self.assertEqual(self.files(), [only])
        self.assertIn("stand_still", self.names_in(only))
        self.assertIn("async ", self.names_in(only))

    def test_each_stall_leaves_one_and_the_oldest_go(self):
        self.start("always", 6)
        self.wait_for_files(3)
        time.sleep(0.5)
        self.assertEqual(len(self.files()), 3)

    def test_a_signal_writes_one(self):
        self.start("on_demand", 1)
        self.assertEqual(self.files(), [])
        self.process.send_signal(signal.SIGUSR1)
        self.assertIn("stand_still", self.names_in(self.wait_for_files(1)[0]))
        self.assertIsNone(self.process.poll())

    def test_sigterm_of_a_stuck_process_writes_one_and_ends_it(self):
        self.start("on_demand", 0)
        self.process.stdin.write("now\n")
        self.process.stdin.flush()
        self.assertEqual(self.process.stdout.readline(), "stuck\n")
        time.sleep(0.5)
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(PATIENCE), -signal.SIGTERM)
        self.assertIn("stand_still", self.names_in(self.wait_for_files(1)[0]))

    def test_sigterm_of_a_healthy_process_ends_it_at_once(self):
        self.start("on_demand", 0)
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(PATIENCE), -signal.SIGTERM)
        self.assertEqual(self.files(), [])


if __name__ == "__main__":
    unittest.main()
