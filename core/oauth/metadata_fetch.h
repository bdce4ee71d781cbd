#pragma once

#include "discovery.h"

namespace claimcheck::oauth {

/// A request for a public document: no credential, 1 MB, three redirects (none from elsewhere to this
/// machine), 15 s.
[[nodiscard]] http::Request documentRequest(const QUrl &url, const char *accept = "application/json");

/// Asks an issuer's addresses for its metadata, one after the other. Destroying it cancels; `done` comes
/// once, never before `start` returned, and may destroy it.
class MetadataFetch final : public QObject {
public:
    enum class Address {
        Issuer, // an issuer's identifier, exactly: only 404 leads on to the next address
        Typed,  // by a person: it may have or lack the issuer's final slash (both lead to the same document,
               // and the issuer's spelling counts), and be no issuer at all: whatever is no metadata leads on
    };
    using Done = std::function<void(const Result<ServerMetadata> &)>;
    /// The client must outlive it.
    explicit MetadataFetch(http::Client &client, Asking asking = {});
    /// MetadataNotFound where there is nothing; Url…, and what processServerMetadata and the client say.
    void start(const QString &issuer, Address kind, Done done);

private:
    void ask();
    void onAnswer(const Result<http::Response> &response);
    [[nodiscard]] Result<ServerMetadata> read(const http::Response &response) const;
    [[nodiscard]] bool leadsOn(const http::Response &response, const Error &error) const;
    void finish(const Result<ServerMetadata> &result);

    http::Client &m_client;
    Asking m_asking;
    Done m_done;
    QString m_issuer;
    Address m_kind = Address::Issuer;
    std::vector<QUrl> m_addresses;  // that are left
    std::optional<Error> m_failure; // of a server that fails, to be told if no address has more
    http::ExchangePtr m_exchange;
};

} // namespace claimcheck::oauth
