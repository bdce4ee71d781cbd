#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace claimcheck::ui {

/// A token that can be chosen for comparing: of this run, pinned, or what a profile had before a refresh.
struct TokenChoice {
    QString id;
    QString label; // foreign text
    QByteArray token;
    QString profileId = {}; // whose it is or was; empty: nobody's here
};

/// Ids of two choices; empty where there is none.
struct ComparePair {
    QString before, after;
    friend bool operator==(const ComparePair &, const ComparePair &) = default;
};

/// What somebody most likely wants to compare, of choices in order (the newest first): the token that is
/// looked at (or else the newest) is the one after. Before it stands the newest other one of its profile, or
/// else one that names the same iss and sub, or else any other.
[[nodiscard]] ComparePair likelyPair(const std::vector<TokenChoice> &choices, const QByteArray &lookedAt,
                                     const QString &profileId = {});

} // namespace claimcheck::ui
