// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The backend of the upload: a blob store over HTTP.

#include "lab/service/blob_store.hpp"
#include "lab/service/profile_service.hpp"

#include <weir/http/server.hpp>

namespace weir::inline v0::lab {

/// Adds `PUT /{container}` (201, 409), `PUT /{container}/{blob}` (201 with the checksum of what
/// arrived as ETag, 404, 507) and `GET /{container}/{blob}` (200, 404). Lifetime: `store` and
/// `time` outlive the server.
void add_blob_routes(http::server& web, blob_store& store, service_time& time);

}  // namespace weir::inline v0::lab
