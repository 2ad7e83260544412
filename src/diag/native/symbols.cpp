// SPDX-FileCopyrightText: 2026 The Weir authors
// SPDX-License-Identifier: Apache-2.0
#include "diag/native/module_symbols.hpp"
#include "diag/native/module_table.hpp"

#include <weir/diag/symbols.hpp>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace weir::inline v0::diag {
namespace {

constexpr std::size_t max_remembered = 16384;

std::vector<symbol_frame> unknown(std::uintptr_t pc) {
    std::vector<symbol_frame> frames(1);
    frames[0].address = pc;
    return frames;
}

bool same_module(const module_info& a, const module_info& b) {
    return a.base == b.base && a.build_id == b.build_id && a.path == b.path;
}

}  // namespace

class symbolizer::state {
public:
    const std::vector<symbol_frame>& resolve(std::uintptr_t pc, bool is_return_address) {
        const std::uintptr_t within = is_return_address && pc != 0 ? pc - 1 : pc;
        const auto known = answers_.find(within);
        if (known != answers_.end()) return known->second;
        if (answers_.size() == max_remembered) answers_.clear();
        return answers_[within] = look_up(within);
    }

private:
    std::vector<symbol_frame> look_up(std::uintptr_t pc) {
        const module_info* module = table_.find(pc);
        if (module == nullptr) {
            read_modules_again();
            module = table_.find(pc);
        }
        if (module == nullptr) return unknown(pc);
        std::vector<symbol_frame> frames = symbols_of(*module).at(pc - module->bias);
        for (symbol_frame& f : frames) {
            f.module = module->path;
            f.build_id = module->build_id;
            f.address = pc - module->bias;
        }
        return frames;
    }

    void read_modules_again() {
        module_table now = module_table::read();
        const bool is_same = std::ranges::equal(table_.modules(), now.modules(), same_module);
        table_ = std::move(now);
        if (is_same) return;
        // Where something went, something else may be by now.
        symbols_.clear();
        answers_.clear();
    }

    module_symbols& symbols_of(const module_info& module) {
        return symbols_.try_emplace(module.base, module).first->second;
    }

    module_table table_ = module_table::read();
    std::map<std::uintptr_t, module_symbols> symbols_;  // by where the module is
    std::unordered_map<std::uintptr_t, std::vector<symbol_frame>> answers_;
};

symbolizer::symbolizer() : state_(std::make_unique<state>()) {}

symbolizer::~symbolizer() = default;

std::vector<symbol_frame> symbolizer::resolve(std::uintptr_t pc, bool is_return_address) {
    return state_->resolve(pc, is_return_address);
}

}  // namespace weir::inline v0::diag
