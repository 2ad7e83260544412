// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Addresses, streams, listeners, names.

#include <weir/net/accept_on_shards.hpp>
#include <weir/net/address.hpp>
#include <weir/net/byte_stream.hpp>
#include <weir/net/datagram_batch.hpp>
#include <weir/net/listener.hpp>
#include <weir/net/resolve.hpp>
#include <weir/net/socket_stream.hpp>
#include <weir/net/udp_socket.hpp>
