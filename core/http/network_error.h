#pragma once

#include "base/result.h"

#include <QList>
#include <QNetworkReply>
#include <QSslError>

namespace claimcheck::http {

/// What is known about a reply that ended.
struct Ending {
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    int status = 0;                  // 0: no head came
    QList<QSslError> tlsErrors = {}; // the checks that failed
    /// QNetworkReply::errorString(): it can hold the whole URL, so it is matched against known causes, never
    /// shown.
    QString qtText = {};
    bool proxied = false;
    bool bodyCut = false; // shorter than its Content-Length
};

/// Whether the reply is a complete answer. Qt calls many statuses an error; those are answers all the same.
[[nodiscard]] bool isAnswer(const Ending &ending);
/// The error of a reply that is none; the subject is `host`.
[[nodiscard]] Error networkError(const Ending &ending, const QString &host);

} // namespace claimcheck::http
