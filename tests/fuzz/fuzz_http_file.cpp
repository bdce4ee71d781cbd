#include "fuzz.h"
#include "requests/http_file.h"

using namespace claimcheck;
using namespace claimcheck::requests;

/// Any text as a file of requests: its places exist and are in order, saving what was read changes no byte,
/// and what is appended to an empty file is read again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::bytes(data, size);
    const auto parsed = HttpFile::parse(text);
    if (!parsed)
        return 0;
    REQUIRE(parsed->text() == text);
    qsizetype last = 0;
    for (size_t i = 0; i < parsed->entries().size(); ++i) {
        const HttpEntry &entry = parsed->entries()[i];
        REQUIRE(entry.span.begin >= last && entry.span.begin <= entry.span.end &&
                entry.span.end <= text.size());
        last = entry.span.end;
        // A spec that the format says in another way is changed on purpose.
        if (!(asWritten(entry.spec) == entry.spec))
            continue;
        HttpFile same = *parsed;
        REQUIRE(same.replace(i, entry.spec));
        REQUIRE(same.text() == text);
        HttpFile copy;
        if (copy.append(entry.spec)) {
            REQUIRE(copy.entries().size() == 1);
            REQUIRE(copy.entries()[0].spec == entry.spec);
        }
    }
    return 0;
}
