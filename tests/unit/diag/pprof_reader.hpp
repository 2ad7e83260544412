// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weir::test {

/// A pprof file taken apart, for tests: independent of the code that writes it.
class pprof_reader {
public:
    struct line {
        std::string function;
        std::string file;
        std::uint64_t number = 0;

        friend bool operator==(const line&, const line&) = default;
    };

    struct sample {
        std::vector<std::vector<line>> locations;  ///< innermost first
        std::vector<std::uint64_t> values;
        std::map<std::string, std::string> labels;
    };

    std::vector<std::string> types;  ///< "wall/nanoseconds"
    std::vector<sample> samples;
    std::vector<std::string> comments;
    std::string default_type;
    std::uint64_t time_nanos = 0;
    std::uint64_t duration_nanos = 0;
    bool sound = true;  ///< all numbers refer to something

    explicit pprof_reader(const std::string& file) {
        const std::string bytes = gunzip(file);
        const fields all = parse(bytes);
        for (const field& f : all[6]) strings_.emplace_back(f.bytes);
        sound = sound && !strings_.empty() && strings_[0].empty();
        for (const field& f : all[5]) add_function(parse(f.bytes));
        for (const field& f : all[4]) add_location(parse(f.bytes));
        for (const field& f : all[2]) add_sample(parse(f.bytes));
        for (const field& f : all[1]) {
            const fields type = parse(f.bytes);
            types.push_back(string(type[1]) + "/" + string(type[2]));
        }
        for (const field& f : all[13]) comments.push_back(string({f}));
        default_type = string(all[14]);
        time_nanos = number(all[9]);
        duration_nanos = number(all[10]);
    }

    static std::string gunzip(const std::string& file) {
        z_stream stream{};
        inflateInit2(&stream, 15 + 16);
        std::string in = file;
        stream.next_in = reinterpret_cast<Bytef*>(in.data());
        stream.avail_in = static_cast<uInt>(in.size());
        std::string out;
        std::string piece(4096, 0);
        int state = Z_OK;
        while (state == Z_OK) {
            stream.next_out = reinterpret_cast<Bytef*>(piece.data());
            stream.avail_out = static_cast<uInt>(piece.size());
            state = inflate(&stream, Z_NO_FLUSH);
            out.append(piece, 0, piece.size() - stream.avail_out);
        }
        inflateEnd(&stream);
        return state == Z_STREAM_END && stream.avail_in == 0 ? out : std::string();
    }

private:
    struct field {
        std::uint64_t number = 0;
        std::string_view bytes{};
    };

    /// By field number; a field that is not there has no values.
    class fields {
    public:
        std::vector<field>& operator[](unsigned number) { return values_[number]; }
        const std::vector<field>& operator[](unsigned number) const {
            static const std::vector<field> none;
            const auto found = values_.find(number);
            return found == values_.end() ? none : found->second;
        }

    private:
        std::map<unsigned, std::vector<field>> values_;
    };

    static std::uint64_t varint(std::string_view& bytes) {
        std::uint64_t value = 0;
        for (int shift = 0; !bytes.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(bytes[0]);
            bytes.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) break;
        }
        return value;
    }

    fields parse(std::string_view bytes) {
        fields all;
        while (!bytes.empty()) {
            const std::uint64_t key = varint(bytes);
            field f;
            if ((key & 7) == 0) {
                f.number = varint(bytes);
            } else {
                const std::uint64_t size = varint(bytes);
                sound = sound && (key & 7) == 2 && size <= bytes.size();
                if (!sound) return all;
                f.bytes = bytes.substr(0, size);
                bytes.remove_prefix(size);
            }
            all[static_cast<unsigned>(key >> 3)].push_back(f);
        }
        return all;
    }

    std::uint64_t number(const std::vector<field>& values) {
        sound = sound && values.size() <= 1;
        return values.empty() ? 0 : values[0].number;
    }

    std::string string(const std::vector<field>& values) {
        const std::uint64_t at = number(values);
        sound = sound && at < strings_.size();
        return at < strings_.size() ? strings_[at] : "";
    }

    void add_function(const fields& f) {
        functions_[number(f[1])] = {.function = string(f[2]), .file = string(f[4])};
    }

    void add_location(const fields& f) {
        auto& lines = locations_[number(f[1])];
        for (const field& entry : f[4]) {
            const fields at = parse(entry.bytes);
            sound = sound && functions_.contains(number(at[1]));
            lines.push_back(functions_[number(at[1])]);
            lines.back().number = number(at[2]);
        }
    }

    static std::vector<std::uint64_t> packed(std::string_view bytes) {
        std::vector<std::uint64_t> values;
        while (!bytes.empty()) values.push_back(varint(bytes));
        return values;
    }

    void add_sample(const fields& f) {
        sample made;
        for (const field& entry : f[1])
            for (const std::uint64_t id : packed(entry.bytes)) {
                sound = sound && locations_.contains(id);
                made.locations.push_back(locations_[id]);
            }
        for (const field& entry : f[2]) made.values = packed(entry.bytes);
        for (const field& entry : f[3]) {
            const fields label = parse(entry.bytes);
            made.labels[string(label[1])] = string(label[2]);
        }
        samples.push_back(std::move(made));
    }

    std::vector<std::string> strings_;
    std::map<std::uint64_t, line> functions_;
    std::map<std::uint64_t, std::vector<line>> locations_;
};

}  // namespace weir::test
