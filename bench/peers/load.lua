-- SPDX-FileCopyrightText: 2026 The Weir authors
-- SPDX-License-Identifier: Apache-2.0

-- wrk's part: sends DEPTH (first argument) requests at once, and says the exact numbers at the end
-- in one line that the runner reads; what wrk prints for people is rounded.

function init(args)
    local depth = tonumber(args[1] or "1")
    if depth > 1 then
        local requests = string.rep(wrk.format("GET", "/"), depth)
        request = function() return requests end
    end
end

function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format(
        'weir-bench {"requests": %d, "us": %d, "p50_us": %.0f, "p99_us": %.0f, "connect": %d, ' ..
        '"read": %d, "write": %d, "status": %d, "timeout": %d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        e.connect, e.read, e.write, e.status, e.timeout))
end
