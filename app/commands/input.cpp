#include "input.h"

#include "invocation.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QRegularExpression>

#include <unistd.h>

namespace claimcheck::app {

namespace {

Result<QByteArray> readDevice(QFile &file, const QString &name, qint64 limit = maxInput)
{
    QByteArray bytes = file.read(limit + 1);
    if (bytes.size() > limit)
        return Error{ErrorCode::InputTooLarge, name};
    if (file.error() != QFileDevice::NoError)
        return Error{ErrorCode::FileUnreadable, name, file.errorString()};
    return bytes;
}

Result<QByteArray> readDescriptor(int fd, const QString &name, qint64 limit = maxInput)
{
    QFile file;
    if (!file.open(fd, QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, name, file.errorString()};
    return readDevice(file, name, limit);
}

Secret withoutLineEnd(QByteArray bytes)
{
    QByteArrayView view(bytes);
    if (view.endsWith('\n'))
        view.chop(1);
    if (view.endsWith('\r'))
        view.chop(1);
    Secret secret(view);
    wipe(bytes);
    return secret;
}

} // namespace

Result<QByteArray> readAll(const QString &name, qint64 limit)
{
    if (name == u"-")
        return readDescriptor(STDIN_FILENO, QCoreApplication::translate("Cli", "standard input"), limit);
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::FileUnreadable, name, file.errorString()};
    return readDevice(file, name, limit);
}

Result<QByteArray> readTextArgument(const Invocation &invocation)
{
    return readText(invocation.arguments().value(0, QStringLiteral("-")));
}

Result<QByteArray> readText(const QString &argument, qint64 limit)
{
    if (argument == u"-")
        return readAll(argument, limit);
    if (argument.startsWith(u'@'))
        return readAll(argument.mid(1), limit);
    return argument.toUtf8();
}

Result<Secret> readSecretFile(const QString &file)
{
    auto bytes = readAll(file);
    if (!bytes)
        return bytes.error();
    return withoutLineEnd(*std::move(bytes));
}

Result<Secret> readPassword(const Invocation &invocation, const QString &question)
{
    if (invocation.isSet(QStringLiteral("password-stdin")))
        return readSecretFile(QStringLiteral("-"));
    const auto fd = invocation.number(QStringLiteral("password-fd"));
    if (!fd)
        return fd.error();
    if (*fd) {
        auto bytes = readDescriptor(static_cast<int>(**fd), QStringLiteral("--password-fd"));
        if (!bytes)
            return bytes.error();
        return withoutLineEnd(*std::move(bytes));
    }
    if (!invocation.mayPrompt())
        return Error{ErrorCode::InputRequired, question};
    return promptSecret(question);
}

Result<TimePoint> readTime(const QString &text)
{
    using namespace std::chrono;
    // Within QDateTime's own reach; what lies beyond is no moment that anybody means.
    static const QRegularExpression seconds(QStringLiteral("^-?[0-9]{1,12}$"));
    if (seconds.match(text).hasMatch())
        return TimePoint(std::chrono::seconds(text.toLongLong()));
    static const QRegularExpression rfc3339(
        QStringLiteral("^\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)$"));
    const QDateTime time = rfc3339.match(text).hasMatch()
                               ? QDateTime::fromString(text.toUpper(), Qt::ISODateWithMs)
                               : QDateTime();
    if (!time.isValid())
        return Error{ErrorCode::TimeInvalid, text};
    return TimePoint(milliseconds(time.toMSecsSinceEpoch()));
}

Result<TimePoint> momentOf(const Invocation &invocation)
{
    if (const auto at = invocation.value(QStringLiteral("at")))
        return readTime(*at);
    return SystemClock().now();
}

} // namespace claimcheck::app
