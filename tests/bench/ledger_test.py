# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the ledger's arithmetic and of what it reads from strace and callgrind."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench/lib"))

import book  # noqa: E402
import counts  # noqa: E402

STRACE = """    calls syscall
--------- ----------------
      120 recvfrom
        7 io_uring_enter
--------- ----------------
      127 total
"""

CALLGRIND = """version: 1
events: Ir
fl=(1) ???
fn=(1) work
0 100
cfn=(2) copy
calls=3 0
0 60
0 5
fn=(3) work'2
0 10
fn=(2)
+3 60
fn=(1)
0 1
totals: 176
"""


class Parsers(unittest.TestCase):
    def test_strace_counts_calls_by_name_without_the_total(self):
        self.assertEqual(counts.parse_strace(STRACE), {"recvfrom": 120, "io_uring_enter": 7})

    def test_callgrind_gives_each_function_what_it_costs_itself(self):
        self.assertEqual(counts.parse_callgrind(CALLGRIND), {"": 176, "work": 116, "copy": 60})

    def test_a_profile_without_cost_is_an_error(self):
        with self.assertRaises(counts.CountError):
            counts.parse_callgrind("version: 1\n")


class Judgement(unittest.TestCase):
    ledger = {"uring 64": {"system_calls": 2.0, "allocations": 0.0, "instructions_dev": 4000.0}}

    def worse(self, **counted):
        return book.regressions(self.ledger, {"uring 64": counted})

    def test_up_to_five_per_cent_more_is_no_regression(self):
        self.assertEqual(self.worse(system_calls=2.1, allocations=0.0, instructions_dev=4200.0), [])

    def test_more_than_five_per_cent_is_one_and_says_how_much(self):
        self.assertEqual(self.worse(instructions_dev=4400.0),
                         ["uring 64: instructions_dev 4000.000 -> 4400.000 (+10 %)"])

    def test_a_count_of_zero_must_stay_next_to_zero(self):
        self.assertEqual(self.worse(allocations=0.015), [])
        self.assertEqual(len(self.worse(allocations=1.0)), 1)

    def test_what_the_ledger_does_not_know_fails(self):
        self.assertEqual(len(book.regressions({}, {"uring 64": {"system_calls": 2.0}})), 1)

    def test_kinds_that_were_not_counted_are_not_judged(self):
        self.assertEqual(self.worse(), [])

    def test_an_improvement_is_told(self):
        better = book.improvements(self.ledger, {"uring 64": {"instructions_dev": 3000.0}})
        self.assertEqual(better, ["uring 64: instructions_dev 4000.000 -> 3000.000 (-25 %)"])

    def test_an_update_keeps_the_kinds_that_were_not_counted(self):
        updated = book.merged(self.ledger, {"uring 64": {"system_calls": 1.0}})
        self.assertEqual(updated["uring 64"]["system_calls"], 1.0)
        self.assertEqual(updated["uring 64"]["instructions_dev"], 4000.0)


if __name__ == "__main__":
    unittest.main()
