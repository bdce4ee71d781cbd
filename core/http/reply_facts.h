#pragma once

#include "intake.h"
#include "step.h"

class QNetworkReply;

namespace claimcheck::http {

/// 0 while there is no head.
[[nodiscard]] int statusOf(const QNetworkReply &reply);
/// Whether the body that was taken is less than its head, or its packing, announced. Qt reports that only
/// when it is not busy with reporting a bad status.
[[nodiscard]] bool isShort(const QNetworkReply &reply, const QByteArray &method, const Intake &intake);
/// Status, headers, version, date, address and TLS of the answer to this step.
void readHead(const QNetworkReply &reply, const Step &step, Response &response);

} // namespace claimcheck::http
