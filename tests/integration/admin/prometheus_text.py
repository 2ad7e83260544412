# SPDX-FileCopyrightText: 2026 The Weir authors
# SPDX-License-Identifier: Apache-2.0
"""A strict reader of Prometheus' text format, version 0.0.4: what it refuses, a scraper might."""

import re
from collections import namedtuple

Sample = namedtuple("Sample", "name labels value")
Family = namedtuple("Family", "name kind samples")

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (NaN|[+-]Inf|[-+0-9.eE]+)$")
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}


def require(holds, what, line):
    if not holds:
        raise ValueError(f"{what}: {line!r}")


def read_labels(text, line):
    labels, at = {}, 0
    while at < len(text or ""):
        match = LABEL.match(text, at)
        require(match and match.group(1) not in labels, "bad labels", line)
        labels[match.group(1)] = match.group(2)
        at = match.end()
    return labels


def check_histogram(family):
    series = {}
    for sample in family.samples:
        rest = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
        series.setdefault(rest, []).append(sample)
    for samples in series.values():
        buckets = [(float(s.labels["le"]), s.value) for s in samples if s.name.endswith("_bucket")]
        require(buckets == sorted(buckets) and buckets[-1][0] == float("inf"),
                "bounds do not rise to +Inf", family.name)
        require(all(a[1] <= b[1] for a, b in zip(buckets, buckets[1:])), "not cumulative",
                family.name)
        count, = (s.value for s in samples if s.name.endswith("_count"))
        require(count == buckets[-1][1], "the count is not that of +Inf", family.name)
        require(len([s for s in samples if s.name.endswith("_sum")]) == 1, "no sum", family.name)


def parse(text):
    """{name: Family}. Raises ValueError with what is wrong."""
    require(text.endswith("\n") and "\r" not in text, "bad line ends", text[-20:])
    families, seen, current = {}, set(), None
    for line in text[:-1].split("\n"):
        if match := re.fullmatch(rf"# HELP ({NAME}) .*", line):
            require(match.group(1) not in families, "a family twice", line)
            helped = match.group(1)
        elif match := re.fullmatch(rf"# TYPE ({NAME}) (\w+)", line):
            require(match.group(1) == helped and match.group(2) in SUFFIXES, "bad type", line)
            current = families[helped] = Family(helped, match.group(2), [])
        else:
            match = SAMPLE.fullmatch(line)
            require(match and current, "no sample", line)
            allowed = {current.name + suffix for suffix in SUFFIXES[current.kind]}
            require(match.group(1) in allowed, "outside of its family", line)
            labels = read_labels(match.group(2), line)
            key = (match.group(1), tuple(sorted(labels.items())))
            require(key not in seen, "a series twice", line)
            seen.add(key)
            current.samples.append(Sample(match.group(1), labels, float(match.group(3))))
    for family in families.values():
        require(family.samples, "an empty family", family.name)
        require(family.kind != "counter" or family.name.endswith("_total"), "a counter's name",
                family.name)
        if family.kind == "histogram":
            check_histogram(family)
    return families
