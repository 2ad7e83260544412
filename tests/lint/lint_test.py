# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Plants one offence a time in a scratch repository and expects the checks to name it."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(sys.argv.pop()).resolve()
LICENCE = "// SPDX-FileCopyrightText: 2026 x\n// SPDX-License-Identifier: Apache-2.0\n"


class Planted(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="weir-lint-"))
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "scripts").mkdir()
        for name in ("check_layers", "check_tree", "lint_common.py"):
            shutil.copy(SCRIPTS / name, self.root / "scripts")
        self.allow("")
        subprocess.run(["git", "init", "-q"], cwd=self.root, check=True)

    def allow(self, text):
        (self.root / "scripts/lint_allow.txt").write_text(text)

    def run_check(self, tool, files):
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(LICENCE + text)
            subprocess.run(["git", "add", name], cwd=self.root, check=True)
        done = subprocess.run([self.root / "scripts" / tool], capture_output=True, text=True,
                              check=False)
        return done.returncode, done.stdout + done.stderr

    def assert_found(self, tool, files, *needles):
        code, output = self.run_check(tool, files)
        self.assertEqual(code, 1, output)
        for needle in needles:
            self.assertIn(needle, output)

    def assert_clean(self, tool, files):
        self.assertEqual(self.run_check(tool, files), (0, ""))


class Layers(Planted):
    def layers(self, name, text, *needles):
        self.assert_found("check_layers", {name: text}, *needles)

    def test_upward_include(self):
        self.layers("src/coro/a.cpp", "#include <weir/rt/shard.hpp>\n", "src/coro/a.cpp:3:",
                    "upwards")

    def test_umbrella_counts_too(self):
        self.layers("include/weir/base/a.hpp", "#include <weir/coro.hpp>\n", "upwards")

    def test_sideways_include(self):
        self.layers("include/weir/http/a.hpp", "#include <weir/pg/b.hpp>\n", "sideways")

    def test_private_header_of_another_module(self):
        self.layers("src/http/a.cpp", '#include "rt/uring.hpp"\n', "[private]")

    def test_third_party_in_a_public_header(self):
        self.layers("include/weir/rt/a.hpp", "#include <liburing.h>\n", "[public]")

    def test_clock_thread_entropy_and_blocking_calls(self):
        self.layers("src/net/a.cpp", "auto t = std::chrono::steady_clock::now();\n", "[clock]")
        self.layers("src/net/b.cpp", "std::jthread t(f);\n", "[thread]")
        self.layers("src/net/c.cpp", "std::random_device d;\n", "[entropy]")
        self.layers("src/net/d.cpp", "auto n = ::recv(fd, p, 1, 0);\n", "[blocking]")

    def test_what_is_meant(self):
        self.assert_clean("check_layers", {
            "src/rt/a.cpp": "std::thread t(f);\nauto n = clock::now();\n",
            "src/tls/a.cpp": "#include <weir/net/b.hpp>\n",
            "src/http/a.cpp": "// std::thread in a comment\nauto s = \"clock_gettime\";\n",
            "apps/weir/main.cpp": "#include <weir/lab.hpp>\nstd::thread t(f);\n"})

    def test_exceptions_need_a_use(self):
        self.allow("thread src/diag/*.cpp the sampler watches the loop from outside\n")
        self.assert_clean("check_layers", {"src/diag/a.cpp": "std::thread t(f);\n"})
        self.allow("clock src/diag/a.cpp none\nthread src/diag/a.cpp needed\n")
        self.assert_found("check_layers", {}, "excuses nothing")


class Tree(Planted):
    def tree(self, name, text, *needles):
        self.assert_found("check_tree", {name: text}, *needles)

    def test_long_file(self):
        self.tree("src/base/a.cpp", "int x;\n" * 600, "602 lines")

    def test_long_function_behind_an_initialiser_list(self):
        body = "    f();\n" * 60
        self.tree("src/base/a.cpp", "namespace n {\nfoo::foo() : a_{1}, b_(2) {\n" + body + "}\n}\n",
                  "src/base/a.cpp:4:", "a function of 62 lines")

    def test_long_types_and_tables_are_no_functions(self):
        self.assert_clean("check_tree", {
            "src/base/a.cpp": "struct s {\n" + "    int x();\n" * 70 + "};\n"
                              "constexpr int t[] = {\n" + "    f(1),\n" * 70 + "};\n"})

    def test_header_without_a_test(self):
        self.tree("include/weir/base/a.hpp", "", "tests/unit/base/a_test.cpp")
        self.assert_clean("check_tree", {"tests/unit/base/a_test.cpp": ""})

    def test_missing_licence(self):
        (self.root / "scripts/x").write_text("#!/bin/sh\n")
        subprocess.run(["git", "add", "scripts/x"], cwd=self.root, check=True)
        self.assert_found("check_tree", {}, "scripts/x:1:", "[licence]")

    def test_leftovers(self):
        word = "TO" + "DO"
        self.tree("src/base/a.cpp", f"// {word}: later\n", "[leftover]")
        self.assert_clean("check_tree", {"src/base/a.cpp": f"// {word}(#7): later\n"})

    def test_dead_links(self):
        self.tree("docs/a.md", "[b](b.md#top)\n", "links to b.md")
        self.assert_clean("check_tree", {"docs/b.md": "[a](a.md) [out](https://example.org/x)\n"})

    def test_machine_paths(self):
        self.tree("src/base/a.cpp", "auto p = \"/ho" + "me/me/x\";\n", "[machine-path]")


if __name__ == "__main__":
    unittest.main()
