#pragma once

#include "http/client.h"
#include "server_metadata.h"

#include <QObject>

#include <functional>

namespace claimcheck::oauth {

/// Told each address before it is asked, so that a person sees all that goes out.
using Asking = std::function<void(const QUrl &)>;

/// The addresses at which an issuer's metadata may stand, in the order in which they are tried: OpenID
/// Connect Discovery 1.0 section 4.1 (appended), then RFC 8414 section 3.1 (inserted). What is no issuer
/// (https, or http on this machine, with no query and no fragment) is an Url… error.
[[nodiscard]] Result<std::vector<QUrl>> metadataAddresses(const QString &issuer);
/// Where a resource server says which authorization servers it trusts (RFC 9728 section 3.1).
[[nodiscard]] Result<QUrl> resourceMetadataAddress(const QUrl &resource);

/// What was found at an address: the server, and the API that led there, if the address was one.
struct Discovered {
    ServerMetadata server;
    QUrl resource = {}; // RFC 9728 "resource", exact; empty: the address was the issuer's own
    QStringList resourceScopes = {};
};

/// Finds the authorization server for an issuer's address, or for an API's: first as an issuer (with or
/// without its final slash: the spelling of the document counts); else by the `resource_metadata` of a 401
/// (RFC 9728 section 5.1) and the well-known addresses of the resource and of its origin. Such a document's
/// "resource" must be the address's own origin and a prefix of its path (MetadataInvalid), and its first
/// authorization server is asked, exactly. A challenge from elsewhere that names an address of this machine
/// is MetadataInvalid. Sends no credential; 1 MB, three redirects and 15 s a document. Destroying it cancels.
/// `done` comes once, never before `start` returned. Errors: MetadataNotFound and those of
/// processServerMetadata, Url….
class Discovery final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const Result<Discovered> &)>;
    /// The client must outlive it.
    explicit Discovery(http::Client &client, Asking asking = {});
    ~Discovery() override;
    void start(const QString &address, Done done);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::oauth
