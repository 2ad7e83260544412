// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the routes answer; docs/reference/admin.md has the forms.

#include "diag/admin/exchange.hpp"

namespace weir::inline v0::diag::detail {

[[nodiscard]] admin_reply inspector_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply livez_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply readyz_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply metrics_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply events_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply shards_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply stalls_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply tasks_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply handles_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply requests_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply profile_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply write_profile_reply(const admin_request&, const admin_context&);
[[nodiscard]] admin_reply cancel_reply(const admin_request&, const admin_context&);

}  // namespace weir::inline v0::diag::detail
