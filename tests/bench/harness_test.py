# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of what bench/lib computes; what it measures is not for a test."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench/lib"))

import goals  # noqa: E402
import http_check  # noqa: E402
import ratios  # noqa: E402
import table  # noqa: E402
import wrk  # noqa: E402

LINE = ('weir-bench {"requests": 1000, "us": 2000000, "p50_us": 40, "p99_us": 900, "connect": 0, '
        '"read": 3, "write": 0, "status": 0, "timeout": 1}')


class WrkOutput(unittest.TestCase):
    def test_the_line_is_found_among_what_wrk_prints_for_people(self):
        counts = wrk.parse(f"Running 2s test @ http://x\n  1000 requests in 2.00s\n{LINE}\n")
        self.assertEqual(counts["requests"], 1000)
        self.assertEqual(counts["p99_us"], 900)

    def test_output_without_the_line_is_an_error_that_quotes_it(self):
        with self.assertRaisesRegex(wrk.WrkError, "unable to connect"):
            wrk.parse("unable to connect to 127.0.0.1:1 Connection refused\n")

    def test_a_broken_line_is_an_error(self):
        with self.assertRaises(wrk.WrkError):
            wrk.parse("weir-bench {\"requests\": nan")

    def test_every_kind_of_error_is_told(self):
        self.assertEqual(wrk.trouble(wrk.parse(LINE)), "3 read, 1 timeout")

    def test_a_slice_without_answers_is_trouble(self):
        counts = wrk.parse(LINE) | {"requests": 0, "read": 0, "timeout": 0}
        self.assertEqual(wrk.trouble(counts), "no request answered")


class Schedule(unittest.TestCase):
    def test_every_round_has_each_server_once_between_slices_of_the_floor(self):
        order = ratios.schedule(["floor", "a", "b", "c", "d"], 3, seed=1)
        self.assertEqual(order[0], "floor")
        self.assertEqual(order[-1], "floor")
        for name in "abcd":
            self.assertEqual(order.count(name), 3)

    def test_no_more_than_three_servers_stand_between_two_floors(self):
        order = ratios.schedule(["floor", *"abcdefg"], 2, seed=7)
        run = longest = 0
        for name in order:
            run = 0 if name == "floor" else run + 1
            longest = max(longest, run)
        self.assertEqual(longest, 3)

    def test_rounds_are_shuffled_and_repeatable(self):
        names = ["floor", *"abcdefg"]
        first, second = ratios.schedule(names, 1, seed=1), ratios.schedule(names, 1, seed=2)
        self.assertNotEqual(first, second)
        self.assertEqual(first, ratios.schedule(names, 1, seed=1))


def slices(*pairs):
    return ratios.with_ratios([{"server": name, "cpu_us": cpu} for name, cpu in pairs])


class Ratios(unittest.TestCase):
    def test_the_ratio_is_to_the_mean_of_the_floors_around(self):
        got = slices(("floor", 4.0), ("a", 9.0), ("b", 3.0), ("floor", 8.0))
        self.assertEqual([s.get("ratio") for s in got], [None, 1.5, 0.5, None])

    def test_floors_further_away_do_not_count(self):
        got = slices(("floor", 100.0), ("floor", 4.0), ("a", 6.0), ("floor", 8.0), ("floor", 100.0))
        self.assertEqual(got[2]["ratio"], 1.0)

    def test_a_failed_floor_is_passed_over(self):
        got = slices(("floor", 4.0), ("a", 8.0), ("floor", None), ("b", 9.0), ("floor", 8.0))
        self.assertEqual(got[1]["ratio"], 8.0 / 6.0)

    def test_without_a_floor_there_is_no_ratio(self):
        self.assertIsNone(slices(("floor", None), ("a", 8.0))[1]["ratio"])

    def test_a_summary_counts_failures_and_keeps_their_reasons(self):
        one = ratios.summary([{"server": "a", "cpu_us": 2.0, "ratio": 1.0},
                              {"server": "a", "error": "died"},
                              {"server": "a", "cpu_us": 4.0, "ratio": 3.0}])
        self.assertEqual(one["cpu_us"], {"median": 3.0, "min": 2.0, "max": 4.0, "n": 2})
        self.assertEqual((one["failed"], one["slices"], one["errors"]), (1, 3, ["died"]))

    def test_growth_is_the_quotient_of_the_medians(self):
        columns = {"64": {"a": {"ratio": {"median": 1.0}}}, "4000": {"a": {"ratio": {"median": 1.2}}}}
        self.assertEqual(ratios.growth(columns, "a", "64", "4000"), 1.2)
        self.assertIsNone(ratios.growth(columns, "b", "64", "4000"))


class Tables(unittest.TestCase):
    def test_a_failed_server_stays_in_the_table_with_its_reason(self):
        column = {"floor": ratios.summary([{"cpu_us": 5.0}]),
                  "a": ratios.summary([{"error": "died (signal 11)"}])}
        text = table.column_table(column)
        self.assertIn("| a |", text)
        self.assertIn("FAILED 1 of 1: died (signal 11)", text)

    def test_servers_are_ordered_by_their_ratio(self):
        column = {name: ratios.summary([{"cpu_us": 5.0, "ratio": ratio}])
                  for name, ratio in (("slow", 3.0), ("fast", 0.9), ("floor", None))}
        self.assertEqual([name for name, _ in table.order_of(column)], ["fast", "floor", "slow"])


class Goals(unittest.TestCase):
    @staticmethod
    def column(**ratio_of):
        return {name.replace("_", "-"): {"ratio": {"median": ratio}} for name, ratio in ratio_of.items()}

    def judge(self, columns, memory=None):
        return [(goal["goal"], goal["reached"])
                for goal in goals.all_of({"columns": columns, "memory": memory or {}}, ratios.growth)]

    def test_each_driver_has_its_own_goal_and_must_beat_the_best_peer(self):
        column = self.column(weir_uring=1.1, weir_epoll=1.04, nginx=1.4, hyper=1.05)
        self.assertEqual(self.judge({"64": column}), [
            ("weir-uring, 64: ratio to the floor: at most 1", False),
            ("weir-uring, 64: cheaper than every peer; the best is hyper", False),
            ("weir-epoll, 64: ratio to the floor: at most 1.15", True),
            ("weir-epoll, 64: cheaper than every peer; the best is hyper", True)])

    def test_a_server_that_was_not_measured_is_not_judged(self):
        self.assertEqual(self.judge({"64": self.column(nginx=1.4)}), [])

    def test_a_slice_that_failed_is_a_goal_missed(self):
        column = self.column(weir_uring=0.9)
        column["weir-uring"]["failed"] = 2
        self.assertIn(("weir-uring, 64: no slice fails", False), self.judge({"64": column}))

    def test_memory_is_judged_where_it_was_measured(self):
        memory = {"weir-uring": {"per_connection": {"rss": 900}}, "weir-epoll": {"error": "died"}}
        self.assertEqual(self.judge({}, memory),
                         [("weir-uring: bytes per idle connection: at most 1024", True)])


class Answers(unittest.TestCase):
    class Socket:
        def __init__(self, *pieces):
            self.pieces = list(pieces)

        def recv(self, _size):
            return self.pieces.pop(0) if self.pieces else b""

    def read(self, *pieces):
        return http_check.read_answer(self.Socket(*pieces), b"")

    def test_an_answer_in_pieces_is_put_together_and_the_rest_returned(self):
        _, rest = self.read(b"HTTP/1.1 200 OK\r\nContent-Le", b"ngth: 13\r\n\r\nHello,", b" World!HTTP")
        self.assertEqual(rest, b"HTTP")

    def test_another_status_body_or_length_is_wrong(self):
        for answer in (b"HTTP/1.1 500 Oh\r\nContent-Length: 13\r\n\r\nHello, World!",
                       b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, Weird!",
                       b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello",
                       b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello"):
            with self.assertRaises(http_check.WrongAnswer):
                self.read(answer)


if __name__ == "__main__":
    unittest.main()
