// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/profile/frame_label.hpp"
#include "diag/profile/gzip_writer.hpp"
#include "diag/profile/proto_message.hpp"
#include "diag/profile/utf8.hpp"

#include <weir/diag/profile_formats.hpp>

#include <algorithm>
#include <map>
#include <unordered_map>

namespace weir::inline v0::diag {
namespace {

using detail::proto_message;

/// Field numbers of pprof's profile.proto.
namespace field {
constexpr unsigned sample_type = 1, sample = 2, location = 4, function = 5, string_table = 6;
constexpr unsigned time_nanos = 9, duration_nanos = 10, comment = 13, default_sample_type = 14;
constexpr unsigned type = 1, unit = 2;                       // ValueType
constexpr unsigned location_id = 1, value = 2, label = 3;    // Sample
constexpr unsigned key = 1, str = 2;                         // Label
constexpr unsigned id = 1, line = 4;                         // Location
constexpr unsigned function_id = 1, line_number = 2;         // Line
constexpr unsigned name = 2, system_name = 3, filename = 4;  // Function
}  // namespace field

/// Writes the tables as they fill: a message of the format may refer to later ones.
class pprof_writer {
public:
    pprof_writer(const profile& p, const profile_sink& sink) : profile_(p), out_(sink) {
        static_cast<void>(text(""));  // number 0 must be the empty one
    }

    void run() {
        for (const auto& [type, unit] :
             {std::pair("samples", "count"), {"wall", "nanoseconds"}, {"cpu", "nanoseconds"}})
            put(field::sample_type, value_type(type, unit));
        write_samples();
        write_times();
        write_drops();
        proto_message rest;
        rest.number(field::default_sample_type, text("wall"));
        out_.write(rest.bytes());
        out_.finish();
    }

private:
    struct sum {
        std::uint64_t count = 0;
        duration wall{};
        duration cpu{};
    };

    void put(unsigned number, const proto_message& inner) {
        out_.write(proto_message().bytes(number, inner.bytes()).bytes());
    }

    std::uint64_t text(std::string_view value) {
        std::string well_formed;
        detail::append_utf8(well_formed, value);
        const auto [it, fresh] = texts_.try_emplace(well_formed, texts_.size());
        if (fresh) out_.write(proto_message().bytes(field::string_table, well_formed).bytes());
        return it->second;
    }

    proto_message value_type(std::string_view type, std::string_view unit) {
        return proto_message().number(field::type, text(type)).number(field::unit, text(unit));
    }

    std::uint64_t function_of(const profile::frame& f) {
        const auto key = std::pair(detail::frame_label(profile_, f), f.file);
        const auto [it, fresh] = functions_.try_emplace(key, functions_.size() + 1);
        if (!fresh) return it->second;
        const std::uint64_t label = text(key.first);
        put(field::function, proto_message()
                                 .number(field::id, it->second)
                                 .number(field::name, label)
                                 .number(field::system_name, label)
                                 .number(field::filename, text(profile_.text(f.file))));
        return it->second;
    }

    proto_message line_of(const profile::frame& f) {
        return proto_message()
            .number(field::function_id, function_of(f))
            .number(field::line_number, f.line);
    }

    [[nodiscard]] bool is_inlined(std::uint32_t stack) const noexcept {
        return stack != profile::no_stack && profile_.frame_of(stack).inlined;
    }

    /// The location of a node with those that it is inlined into; the same for equal frames.
    std::uint64_t location_of(std::uint32_t stack) {
        const auto& node = profile_.nodes()[stack];
        const bool inlined = is_inlined(stack) && node.parent != profile::no_stack;
        const auto key = std::pair(node.frame, inlined ? location_of(node.parent) : 0);
        const auto [it, fresh] = locations_.try_emplace(key, locations_.size() + 1);
        if (!fresh) return it->second;
        proto_message location;
        location.number(field::id, it->second);
        for (std::uint32_t at = stack; at != profile::no_stack; at = profile_.nodes()[at].parent) {
            location.bytes(field::line, line_of(profile_.frame_of(at)).bytes());
            if (!is_inlined(at)) break;
        }
        put(field::location, location);
        return it->second;
    }

    /// Innermost first. A stack that is not known has one location that says so.
    proto_message path_of(std::uint32_t stack) {
        proto_message path;
        if (stack == profile::no_stack) return path.varint(unknown_location());
        for (std::uint32_t at = stack; at != profile::no_stack;) {
            path.varint(location_of(at));
            while (is_inlined(at)) at = profile_.nodes()[at].parent;
            if (at != profile::no_stack) at = profile_.nodes()[at].parent;
        }
        return path;
    }

    std::uint64_t unknown_location() {
        const auto key = std::pair(UINT32_MAX, std::uint64_t{0});
        const auto [it, fresh] = locations_.try_emplace(key, locations_.size() + 1);
        if (!fresh) return it->second;
        put(field::location,
            proto_message().number(field::id, it->second).bytes(field::line, line_of({}).bytes()));
        return it->second;
    }

    void write_samples() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, sum> sums;  // by track and stack
        for (const profile_sample& s : profile_.samples()) {
            sum& of = sums[{s.track, s.stack}];
            ++of.count;
            of.wall += s.wall;
            of.cpu += s.cpu;
        }
        for (const auto& [place, of] : sums) write_sample(place.first, place.second, of);
    }

    void write_sample(std::uint32_t track, std::uint32_t stack, const sum& of) {
        const profile_track& thread = profile_.tracks()[track];
        const auto nanoseconds = [](duration d) { return static_cast<std::uint64_t>(d.count()); };
        const proto_message values = proto_message()
                                         .varint(of.count)
                                         .varint(nanoseconds(of.wall))
                                         .varint(nanoseconds(of.cpu));
        const proto_message name = proto_message()
                                       .number(field::key, text("thread"))
                                       .number(field::str, text(thread.name));
        put(field::sample, proto_message()
                               .bytes(field::location_id, path_of(stack).bytes())
                               .bytes(field::value, values.bytes())
                               .bytes(field::label, name.bytes()));
    }

    void write_times() {
        if (profile_.samples().empty()) return;
        time_point first = time_point::max();
        time_point last = time_point::min();
        for (const profile_sample& s : profile_.samples()) {
            first = std::min(first, s.at - s.wall);
            last = std::max(last, s.at);
        }
        const profile_about& about = profile_.about();
        const auto begun = about.wall.time_since_epoch() + (first - about.steady);
        proto_message times;
        if (about.wall.time_since_epoch() != duration::zero())
            times.number(field::time_nanos, static_cast<std::uint64_t>(begun.count()));
        times.number(field::duration_nanos, static_cast<std::uint64_t>((last - first).count()));
        out_.write(times.bytes());
    }

    void write_drops() {
        const profile_drops& d = profile_.drops();
        for (const auto& [what, count] : {std::pair("samples", d.samples),
                                          {"stacks", d.stacks},
                                          {"frames", d.frames},
                                          {"names", d.names},
                                          {"stalls", d.stalls},
                                          {"tracks", d.tracks}}) {
            if (count == 0) continue;
            const std::uint64_t line = text("dropped " + std::to_string(count) + " " + what);
            out_.write(proto_message().number(field::comment, line).bytes());
        }
    }

    const profile& profile_;
    detail::gzip_writer out_;
    std::unordered_map<std::string, std::uint64_t> texts_;
    std::map<std::pair<std::string, std::uint32_t>, std::uint64_t> functions_;
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint64_t> locations_;
};

}  // namespace

void write_pprof(const profile& p, const profile_sink& sink) {
    pprof_writer(p, sink).run();
}

std::string to_pprof(const profile& p) {
    std::string bytes;
    write_pprof(p, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

}  // namespace weir::inline v0::diag
