#pragma once

#include <QByteArray>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// What the fuzz targets share. A target is one function of libFuzzer: it gets any bytes, and whatever they
/// are, its REQUIREs hold and no sanitizer speaks.
namespace claimcheck::fuzz {

/// The input, not copied and without a NUL after it: reading one octet too far is a finding.
inline QByteArray bytes(const uint8_t *data, size_t size)
{
    return QByteArray::fromRawData(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
}

[[noreturn]] inline void fail(const char *condition, const char *file, int line)
{
    std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    std::abort();
}

} // namespace claimcheck::fuzz

#define REQUIRE(condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            claimcheck::fuzz::fail(#condition, __FILE__, __LINE__);                                          \
    } while (false)
