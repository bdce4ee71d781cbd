#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>
#include <QUrl>

#include <vector>

namespace claimcheck::http {

/// Scheme, host (lower case, no trailing dot; IPv6 without brackets) and port (always explicit): RFC 6454.
struct Origin {
    QString scheme = {};
    QString host = {};
    int port = 0;

    /// Errors: UrlInvalid, UrlHasUserInfo, UrlInsecure (plain http to anything but loopback).
    [[nodiscard]] static Result<Origin> of(const QUrl &url);
    /// "https://host:port", the port left out where it is the scheme's own.
    [[nodiscard]] QString toString() const;
    /// The same without the scheme: what messages name a server by.
    [[nodiscard]] QString hostAndPort() const;
    /// An origin and nothing more (a lone "/" after it is allowed). Errors: as `of`.
    [[nodiscard]] static Result<Origin> fromString(const QString &text);
    friend bool operator==(const Origin &, const Origin &) = default;
};

/// 127.0.0.0/8, ::1, and the name localhost.
[[nodiscard]] bool isLoopbackHost(const QString &host);

/// How a profile reaches its servers. Part of the leash: a secret goes only through the connection that it
/// was signed in with. Paths are absolute; empty means the system's own.
struct ConnectionSettings {
    QString caFile = {};            // PEM; trusted beside the system's authorities
    QString clientCertificate = {}; // PEM
    QString clientKey = {};         // PEM, not encrypted
    QString proxy = {};             // "" = system's settings, "none", or http://host:port, socks5://host:port
    bool http2 = false;
    friend bool operator==(const ConnectionSettings &, const ConnectionSettings &) = default;
};

/// The settings that differ, by their names in a profile ("tls.caFile", "proxy", …).
[[nodiscard]] QStringList differences(const ConnectionSettings &a, const ConnectionSettings &b);

/// Whether `proxy` is one of the forms above, without user info. Error: ProfileFieldInvalid (subject
/// "proxy").
[[nodiscard]] Result<Done> checkProxy(const QString &proxy);

/// What a secret is for. Passwords, client secrets and refresh tokens go only to the authorization server's
/// origins; access tokens and API keys only to resource origins.
enum class Purpose { AuthorizationServer, Resource };

/// Where a secret may go, and through which connection. Sealed with the secret in the keychain item.
struct Leash {
    std::vector<Origin> authorizationServer = {};
    std::vector<Origin> resources = {};
    ConnectionSettings connection = {};

    [[nodiscard]] bool allows(Purpose purpose, const Origin &origin) const;
    /// All of them, whatever they are for; each once.
    [[nodiscard]] std::vector<Origin> origins() const;
    /// As a JSON object, and back. Errors: KeychainEntryDamaged.
    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static Result<Leash> fromJson(const QByteArray &json);
    friend bool operator==(const Leash &, const Leash &) = default;
};

} // namespace claimcheck::http
