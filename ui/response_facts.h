#pragma once

#include "http/message.h"
#include "response_table.h"

/// What an answer's pages list, as rows: pure functions of the answer.
namespace claimcheck::ui {

using TextRows = std::vector<TextRowsModel::Row>;

/// Name and value, as Qt reports them.
[[nodiscard]] TextRows headerRows(const http::Headers &headers);
/// Name, value (its length alone), where it returns, how long, flags, remarks: of each Set-Cookie.
[[nodiscard]] TextRows cookieRows(const http::Response &answer, TimePoint now);
/// Number, status, address, what was sent there and what was not; the last row is the answer's.
[[nodiscard]] TextRows redirectRows(const http::Response &answer);
/// What and value: protocol, cipher, then the chain as the inspector shows that of an x5c. It reads the
/// system's authorities, which takes some milliseconds: only for who looks.
[[nodiscard]] TextRows tlsRows(const http::TlsFacts &tls, TimePoint now);

} // namespace claimcheck::ui
