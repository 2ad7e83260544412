# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""`weir load` as the tests call it."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "cli"))
from weir_program import WeirTest  # noqa: E402


class LoadTest(WeirTest):
    def load(self, *args, code=0):
        """Runs `weir load` and returns its report."""
        found, out, err = self.run_weir("load", *args, "--json", "-")
        self.assertEqual(found, code, err)
        return json.loads(out)

    def step(self, *args, code=0):
        """The only step of the only target."""
        report = self.load(*args, code=code)
        self.assertEqual(len(report["variants"]), 1)
        self.assertEqual(len(report["variants"][0]["steps"]), 1)
        return report["variants"][0]["steps"][0]
