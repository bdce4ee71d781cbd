#pragma once

#include "jose/key.h"
#include "metadata_fetch.h"

#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>

namespace claimcheck::oauth {

[[nodiscard]] http::Request keySetRequest(const QUrl &url);
/// The keys of a JWK Set's address (RFC 7517 section 5), as discovered. UnexpectedStatus, and what importKeys
/// says.
[[nodiscard]] Result<jose::KeySet> processKeySet(const http::Response &response);

using KeySetDone = std::function<void(const Result<jose::KeySet> &)>;

/// Fetches keys without any credential, at most 1 MB a document, three redirects and 15 seconds each.
/// Destroying it cancels. `finished` comes once, never before `start` returned.
class KeyFetch final : public QObject {
    Q_OBJECT
public:
    /// The client must outlive it.
    explicit KeyFetch(http::Client &client, Asking asking = {});
    ~KeyFetch() override;

    void fetch(const QUrl &url, KeySetDone done);
    /// The keys that the issuer's metadata names. EndpointMissing where it names none; Url…,
    /// MetadataNotFound, and what processServerMetadata says.
    void discover(const QString &issuer, KeySetDone done);

private:
    void onMetadata(const Result<ServerMetadata> &metadata);
    void askKeys(const QUrl &url);
    void onKeys(const Result<http::Response> &response);
    void finish(const Result<jose::KeySet> &result);
    http::Client &m_client;
    Asking m_asking;
    KeySetDone m_done;
    MetadataFetch m_metadata;
    http::ExchangePtr m_exchange;
};

} // namespace claimcheck::oauth
