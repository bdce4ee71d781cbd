#pragma once

#include "certificates_data.h"
#include "ui/body_page.h"
#include "ui/body_tokens.h"
#include "ui/body_view.h"
#include "ui/response_compare.h"
#include "ui/response_panel.h"
#include "ui/response_timing.h"
#include "ui/widgets/elided_label.h"

#include <QCryptographicHash>
#include <QPushButton>

/// Answers made here, for what shows them.
namespace samples_of_answers {

using namespace claimcheck;

inline std::shared_ptr<const requests::Overflow> bodyOf(const QByteArray &bytes,
                                                        qint64 inMemory = 8 * 1024 * 1024)
{
    auto body = std::make_shared<requests::Overflow>(inMemory);
    const auto kept = body->append(bytes);
    Q_ASSERT(kept);
    return body;
}

/// An answer from a server over https, in JSON.
inline requests::Sent answered(int status, const QByteArray &body)
{
    http::Response answer;
    answer.status = status;
    answer.httpVersion = "HTTP/1.1";
    answer.headers = {{"Content-Type", "application/json"}, {"X-Trace", "abc"}};
    answer.url = QUrl(QStringLiteral("https://api.example/me"));
    answer.credentialSent = true;
    answer.timing.totalMs = 12;
    requests::Sent sent;
    sent.request.method = "GET";
    sent.request.url = answer.url;
    sent.profileId = QStringLiteral("p");
    sent.answer = answer;
    sent.body = bodyOf(body);
    sent.at = TimePoint(std::chrono::seconds(1795294457));
    return sent;
}

inline QByteArray certificate()
{
    return QByteArray::fromBase64(inspect::testing::signerCertificate);
}
inline QString certificateSubject()
{
    return QStringLiteral("CN=signer.example,O=Example");
}

} // namespace samples_of_answers
