#pragma once

#include <QByteArrayView>
#include <QString>

namespace claimcheck::inspect {

/// What a registered claim or header parameter means, in one sentence, and its standard.
struct Meaning {
    QString sentence;
    QString standard;
    bool isTime = false; // a NumericDate
};

/// Empty sentence for names that are not in the registry.
[[nodiscard]] Meaning meaningOfClaim(const QString &name);
[[nodiscard]] Meaning meaningOfHeader(const QString &name);

} // namespace claimcheck::inspect
