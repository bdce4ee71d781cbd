#pragma once

#include "http/client.h"
#include "jose/key.h"

#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>

namespace claimcheck::oauth {

/// The addresses at which an issuer's metadata may stand, in the order in which they are tried: OpenID
/// Connect Discovery 1.0 section 4.1 (appended), then RFC 8414 section 3.1 (inserted). What is no issuer
/// (https, or http on this machine, with no query and no fragment) is an Url… error.
[[nodiscard]] Result<std::vector<QUrl>> metadataAddresses(const QString &issuer);
[[nodiscard]] http::Request metadataRequest(const QUrl &url);
/// The jwks_uri of the metadata. Its "issuer" must be exactly `issuer` (IssuerMismatch, RFC 8414
/// section 3.3); UnexpectedStatus, ResponseNotJson, Url… of its address.
[[nodiscard]] Result<QUrl> processMetadata(const http::Response &response, const QString &issuer);

[[nodiscard]] http::Request keySetRequest(const QUrl &url);
/// The keys of a JWK Set's address (RFC 7517 section 5), as discovered. UnexpectedStatus, and what importKeys
/// says.
[[nodiscard]] Result<jose::KeySet> processKeySet(const http::Response &response);

/// Told each address before it is asked, so that a person sees all that goes out.
using Asking = std::function<void(const QUrl &)>;
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
    /// The keys that the issuer's metadata names. Url… for what is no issuer.
    void discover(const QString &issuer, KeySetDone done);

private:
    void askMetadata();
    void onMetadata(const Result<http::Response> &response);
    void askKeys(const QUrl &url);
    void onKeys(const Result<http::Response> &response);
    void finish(const Result<jose::KeySet> &result);
    http::Client &m_client;
    Asking m_asking;
    KeySetDone m_done;
    QString m_issuer;
    std::vector<QUrl> m_addresses; // that are left
    http::ExchangePtr m_exchange;
};

} // namespace claimcheck::oauth
