// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// All of the module http: the codec of HTTP/1.1 and what is built on it.

#include <weir/http/date.hpp>
#include <weir/http/headers.hpp>
#include <weir/http/message.hpp>
#include <weir/http/method.hpp>
#include <weir/http/parse.hpp>
#include <weir/http/percent.hpp>
#include <weir/http/query.hpp>
#include <weir/http/request_parser.hpp>
#include <weir/http/response_parser.hpp>
#include <weir/http/serialize.hpp>
#include <weir/http/status.hpp>
#include <weir/http/target.hpp>
#include <weir/http/trace_headers.hpp>
#include <weir/http/url.hpp>
