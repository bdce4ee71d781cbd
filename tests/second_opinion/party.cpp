#include "party.h"

#include "base/base64url.h"

#include <QJsonDocument>
#include <QStandardPaths>

namespace second_opinion {

using namespace claimcheck;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60000; // milliseconds: a loaded machine that makes an RSA key

} // namespace

Party::Party()
{
    // The system's own Python: where Debian's packages are.
    const QString python = u"/usr/bin/python3"_s;
    if (QStandardPaths::findExecutable(u"jose"_s).isEmpty()) {
        m_problem = u"The command jose is not there (Debian's package jose)."_s;
    } else if (QProcess::execute(python, {u"-c"_s, u"import jwcrypto"_s}) != 0) {
        m_problem = u"jwcrypto is not there (Debian's package python3-jwcrypto)."_s;
    } else {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(python, {QStringLiteral(CLAIMCHECK_SOURCE_DIR "/tests/second_opinion/party.py")});
        if (!m_process.waitForStarted())
            m_problem = m_process.errorString();
    }
}

Party::~Party()
{
    m_process.closeWriteChannel();
    m_process.waitForFinished();
}

QJsonObject Party::ask(const QJsonObject &request)
{
    m_process.write(text(request) + '\n');
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(patience))
            return {{u"error"_s, u"no answer: "_s + m_process.errorString()}};
    }
    ++m_answers;
    return object(m_process.readLine());
}

QJsonObject object(QByteArrayView json)
{
    return QJsonDocument::fromJson(json.toByteArray()).object();
}

QByteArray text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray bytes(const QJsonObject &answer, QLatin1StringView member)
{
    const Result<QByteArray> decoded = base64url::decode(answer.value(member).toString().toLatin1());
    return decoded ? *decoded : QByteArray();
}

QByteArray damaged(const QByteArray &token, qsizetype part)
{
    QByteArrayList parts = token.split('.');
    QByteArray decoded = base64url::decodeLeniently(parts.at(part)).bytes;
    if (decoded.isEmpty())
        decoded.append('\0');
    else
        decoded.back() = static_cast<char>(decoded.back() ^ 1);
    parts[part] = base64url::encode(decoded);
    return parts.join('.');
}

} // namespace second_opinion
