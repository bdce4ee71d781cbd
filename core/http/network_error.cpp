#include "network_error.h"

#include "tls.h"

#include <QCoreApplication>

namespace claimcheck::http {

namespace {

struct Network {
    Q_DECLARE_TR_FUNCTIONS(Network)
};

} // namespace

bool isAnswer(const Ending &ending)
{
    if (ending.bodyCut)
        return false;
    if (ending.error == QNetworkReply::NoError)
        return true;
    // The server closed after the whole answer, Qt wanted to send the request again all the same, and
    // OneShotBody kept it from that (measured with Qt 6.4.2: most answers to a POST that end with the
    // connection).
    if (ending.error == QNetworkReply::ContentReSendError && ending.status > 0)
        return true;
    // A transport error after the head (a body that was cut) is a failure, whatever the status.
    const bool forStatus = ending.error == QNetworkReply::ProtocolInvalidOperationError ||
                           ending.error == QNetworkReply::ProxyAuthenticationRequiredError ||
                           (ending.error >= QNetworkReply::ContentAccessDenied &&
                            ending.error <= QNetworkReply::UnknownContentError &&
                            ending.error != QNetworkReply::ContentReSendError) ||
                           ending.error >= QNetworkReply::InternalServerError;
    return ending.status >= 400 && forStatus;
}

Error networkError(const Ending &ending, const QString &host)
{
    if (ending.bodyCut)
        return {ErrorCode::ConnectionClosed, host};
    switch (ending.error) {
    case QNetworkReply::HostNotFoundError:
        return {ErrorCode::HostNotFound, host};
    case QNetworkReply::ConnectionRefusedError:
        return {ErrorCode::ConnectionRefused, host};
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError: // closed, and Qt wanted to send it again (OneShotBody)
        return {ErrorCode::ConnectionClosed, host};
    case QNetworkReply::TimeoutError:
        return {ErrorCode::TimedOut, host};
    case QNetworkReply::SslHandshakeFailedError:
        return ending.tlsErrors.isEmpty() ? handshakeError(ending.qtText, host)
                                          : tlsError(ending.tlsErrors, host);
    case QNetworkReply::ProxyConnectionRefusedError:
        return {ErrorCode::ProxyFailed, host, Network::tr("it refused the connection")};
    case QNetworkReply::ProxyConnectionClosedError:
        return {ErrorCode::ProxyFailed, host, Network::tr("it closed the connection")};
    case QNetworkReply::ProxyNotFoundError:
        return {ErrorCode::ProxyFailed, host, Network::tr("its name does not resolve")};
    case QNetworkReply::ProxyTimeoutError:
        return {ErrorCode::ProxyFailed, host, Network::tr("it did not answer in time")};
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return {ErrorCode::ProxyFailed, host, Network::tr("it asks for a user name and a password")};
    case QNetworkReply::UnknownProxyError:
        return {ErrorCode::ProxyFailed, host, Network::tr("it could not connect")};
    case QNetworkReply::ProtocolFailure:
        return {ErrorCode::NetworkFailed, host, Network::tr("the answer is not HTTP")};
    case QNetworkReply::UnknownContentError: // with a good status: only the decoder reports it
        return {ErrorCode::NetworkFailed, host, Network::tr("the answer's compressed body is damaged")};
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        return {ErrorCode::NetworkFailed, host, Network::tr("the network is not available")};
    default:
        break;
    }
    if (!ending.tlsErrors.isEmpty())
        return tlsError(ending.tlsErrors, host);
    if (ending.qtText.contains(
            u"x509 certificate routines")) // OpenSSL refused the client certificate or its key
        return handshakeError(ending.qtText, host);
    if (ending.proxied && ending.error == QNetworkReply::UnknownNetworkError)
        return {ErrorCode::ProxyFailed, host, Network::tr("no connection to it, or it made none")};
    return {ErrorCode::NetworkFailed, host, Network::tr("the connection failed")};
}

} // namespace claimcheck::http
