// SPDX-License-Identifier: MIT
// Exported symbols.
#include "admin/exported_symbols.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace infobip_otp::admin {
namespace {

struct Tables {
    const ElfW(Sym) * symbols = nullptr;
    const char* names = nullptr;
    const std::uint32_t* gnu_hash = nullptr;
    const std::uint32_t* hash = nullptr;
};

Tables tables_of(const link_map& library) {
    Tables tables;
    // The loader has made addresses of them, but not on every machine.
    const auto at = [&](const ElfW(Dyn) & entry) {
        const ElfW(Addr) address = entry.d_un.d_ptr;
        return reinterpret_cast<const void*>(address < library.l_addr ? address + library.l_addr
                                                                      : address);
    };
    for (const ElfW(Dyn)* entry = library.l_ld; entry->d_tag != DT_NULL; ++entry) {
        if (entry->d_tag == DT_SYMTAB) tables.symbols = static_cast<const ElfW(Sym)*>(at(*entry));
        if (entry->d_tag == DT_STRTAB) tables.names = static_cast<const char*>(at(*entry));
        if (entry->d_tag == DT_HASH) tables.hash = static_cast<const std::uint32_t*>(at(*entry));
        if (entry->d_tag == DT_GNU_HASH)
            tables.gnu_hash = static_cast<const std::uint32_t*>(at(*entry));
    }
    return tables;
}

// The GNU table does not say how many symbols there are: one behind the end of its last chain.
std::size_t count_by_gnu_hash(const std::uint32_t* table) {
    const std::uint32_t buckets = table[0];
    const std::uint32_t first = table[1];
    const std::uint32_t bloom_words = table[2];
    const std::uint32_t* bucket =
        table + 4 + bloom_words * (sizeof(ElfW(Addr)) / sizeof(std::uint32_t));
    const std::uint32_t* chain = bucket + buckets;
    std::uint32_t last = *std::max_element(bucket, chain);
    if (last < first) return first;
    while ((chain[last - first] & 1U) == 0) ++last;
    return last + 1;
}

}  // namespace

std::set<std::string> exported_symbols(void* library) {
    link_map* map = nullptr;
    if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0) return {};
    const Tables tables = tables_of(*map);
    if (tables.symbols == nullptr || tables.names == nullptr) return {};
    const std::size_t count = tables.gnu_hash != nullptr ? count_by_gnu_hash(tables.gnu_hash)
                              : tables.hash != nullptr   ? tables.hash[1]
                                                         : 0;
    std::set<std::string> exported;
    for (std::size_t i = 1; i < count; ++i) {
        const ElfW(Sym)& symbol = tables.symbols[i];
        const unsigned type = ELF64_ST_TYPE(symbol.st_info);
        const bool is_name = type == STT_FUNC || type == STT_OBJECT || type == STT_GNU_IFUNC;
        if (symbol.st_shndx != SHN_UNDEF && is_name) exported.insert(tables.names + symbol.st_name);
    }
    return exported;
}

}  // namespace infobip_otp::admin
