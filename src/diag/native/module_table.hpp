// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The ELF objects mapped into this process, and where their unwind tables are.
///
/// Read from /proc/self/maps and from the mapped images, never through dl_iterate_phdr or dladdr:
/// the thread that is to be explained may hold the loader's lock. A table is immutable once built;
/// when a pc is in no known module (dlopen), build another. Building opens a file and allocates,
/// looking up does neither. Immutable, hence safe from any thread.

#include "diag/native/image_bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weir::inline v0::diag {

/// One mapped ELF object.
struct module_info {
    /// A piece of it that is executable; addresses of this process.
    struct text_range {
        std::uintptr_t begin = 0;
        std::uintptr_t end = 0;
    };

    std::string path;         ///< "[vdso]" for the kernel's
    bool is_program = false;  ///< what /proc/self/exe is, never unloaded
    std::string build_id;     ///< in hexadecimal, empty if it has none
    std::uintptr_t base = 0;  ///< where its first byte is
    std::uintptr_t bias = 0;  ///< an address here = its address in the file + bias
    std::vector<text_range> text;
    image_bytes frame_index;  ///< .eh_frame_hdr, empty if it has none
    image_bytes frames;       ///< .eh_frame, perhaps with what follows it
};

class module_table {
public:
    module_table();  ///< knows nothing

    /// As mapped now. An object that goes while it is read is left out.
    [[nodiscard]] static module_table read();

    /// The module whose code is at `pc`, or null.
    [[nodiscard]] const module_info* find(std::uintptr_t pc) const noexcept;
    [[nodiscard]] const std::vector<module_info>& modules() const noexcept { return modules_; }

private:
    struct place {
        module_info::text_range range;
        std::size_t module = 0;
    };

    std::vector<module_info> modules_;
    std::vector<place> places_;  // sorted, disjoint
};

}  // namespace weir::inline v0::diag
