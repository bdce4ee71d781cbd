#include "host_names.h"

#include "tls.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QSslError>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

/// Letters, digits, hyphens, and the underscores that some hosts have: what an A-label can hold (RFC 5890).
bool isLabel(QStringView label)
{
    const auto fits = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_';
    };
    return !label.isEmpty() && label.size() <= 63 && std::all_of(label.begin(), label.end(), fits);
}

bool areLabels(const QStringList &labels)
{
    return std::all_of(labels.begin(), labels.end(), [](const QString &label) { return isLabel(label); });
}

bool hasAddress(const QList<QString> &addresses, const QHostAddress &host)
{
    return std::any_of(addresses.begin(), addresses.end(), [&host](const QString &text) {
        const QHostAddress address(text);
        return !address.isNull() && address.isEqual(host, QHostAddress::StrictConversion);
    });
}

} // namespace

bool isNamedBy(const QString &dnsName, const QString &host)
{
    QString name = host.toLower();
    if (name.endsWith(u'.'))
        name.chop(1);
    QStringList wanted = name.split(u'.');
    QStringList given = dnsName.toLower().split(u'.');
    if (!areLabels(wanted))
        return false;
    const bool isWildcard = given.front() == u"*" && given.size() > 2;
    if (isWildcard) {
        given.removeFirst();
        wanted.removeFirst();
    }
    return areLabels(given) && given == wanted;
}

Result<Done> checkHostName(const QSslCertificate &certificate, const QString &host)
{
    const auto names = certificate.subjectAlternativeNames();
    if (names.isEmpty())
        return Error{ErrorCode::TlsHostMismatch, host,
                     QCoreApplication::translate("Tls", "it has only a common name, which does not count as "
                                                        "a host (RFC 9525)")};
    QString bare = host;
    if (bare.startsWith(u'[') && bare.endsWith(u']'))
        bare = bare.sliced(1, bare.size() - 2);
    const QHostAddress address(bare);
    const QList<QString> hosts = names.values(QSsl::DnsEntry);
    const bool isNamed = address.isNull()
                             ? std::any_of(hosts.begin(), hosts.end(),
                                           [&host](const QString &n) { return isNamedBy(n, host); })
                             : hasAddress(names.values(QSsl::IpAddressEntry), address);
    if (!isNamed)
        return tlsError({QSslError(QSslError::HostNameMismatch, certificate)}, host);
    return Done{};
}

} // namespace claimcheck::http
