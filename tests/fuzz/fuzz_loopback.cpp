#include "fuzz.h"
#include "http/header_rules.h"
#include "oauth/loopback_request.h"

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::oauth;

using State = LoopbackRequest::State;

/// A request is the same whether it comes whole or octet by octet, and a complete one holds nothing that
/// could be more than one request, or another one for another reader.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::bytes(data, size);
    LoopbackRequest whole, pieces;
    const State state = whole.add(text);
    State last = State::Incomplete;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const State next = pieces.add(QByteArrayView(text).sliced(i, 1));
        REQUIRE(last == State::Incomplete || next == last);
        last = next;
    }
    REQUIRE(last == state);
    if (state == State::Incomplete)
        REQUIRE(text.size() < LoopbackRequest::largest);
    if (state == State::TooLarge)
        REQUIRE(text.size() >= LoopbackRequest::largest);
    if (state != State::Complete)
        return 0;

    REQUIRE(whole.method() == pieces.method() && whole.path() == pieces.path());
    REQUIRE(whole.query() == pieces.query() && whole.host() == pieces.host());
    REQUIRE(http::isToken(whole.method()) && whole.path().startsWith('/'));
    for (const QByteArray &part : {whole.path(), whole.query()})
        REQUIRE(
            std::all_of(part.begin(), part.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; }));
    REQUIRE(!whole.path().contains('?') && http::isFieldValue(whole.host()));
    REQUIRE(text.startsWith(whole.method() + ' ' + whole.path()));
    REQUIRE(text.indexOf("\r\n\r\n") > 0);
    return 0;
}
