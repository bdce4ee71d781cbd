#include "hints.h"

#include "jose/algorithm.h"
#include "jose/encryption_algorithm.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::app {

namespace {

struct Row {
    ErrorCode code;
    const char *command; // nullptr: any
    const char *option;  // the command must take it; nullptr: none is needed
    const char *subject; // nullptr: any
    const char *text;
};
constexpr Row rows[] = {
    {ErrorCode::KeyEncrypted, nullptr, "password-file", nullptr,
     QT_TRANSLATE_NOOP("Cli", "--password-file F names a file with its password.")},
    {ErrorCode::KeyTooShort, nullptr, "allow-weak-key", nullptr,
     QT_TRANSLATE_NOOP("Cli", "--allow-weak-key accepts it.")},
    {ErrorCode::KeyTooShort, "key", nullptr, "RSA", QT_TRANSLATE_NOOP("Cli", "2048 bits are the least.")},
    {ErrorCode::AudienceUnset, "verify", nullptr, nullptr,
     QT_TRANSLATE_NOOP("Cli", "Say which one with --aud S, or --ignore aud.")},
    {ErrorCode::ExpirationMissing, "verify", nullptr, nullptr,
     QT_TRANSLATE_NOOP("Cli", "--allow-missing-exp accepts it.")},
    {ErrorCode::PayloadDetached, "verify", nullptr, nullptr,
     QT_TRANSLATE_NOOP("Cli", "--detached-payload FILE gives it.")},
    {ErrorCode::AlgorithmNotAllowed, "decrypt", nullptr, "RSA1_5",
     QT_TRANSLATE_NOOP("Cli", "It can leak what it protects: only --alg RSA1_5 allows it.")},
    {ErrorCode::AlgorithmNotAllowed, "encrypt", nullptr, "RSA1_5",
     QT_TRANSLATE_NOOP("Cli", "It can leak what it protects: RSA-OAEP-256 takes its place.")},
    {ErrorCode::TokenKindUnsupported, "verify", nullptr, nullptr,
     QT_TRANSLATE_NOOP("Cli", "What is encrypted is read with claimcheck decrypt, and verified then.")},
    {ErrorCode::JsonSyntax, "sign", nullptr, nullptr,
     QT_TRANSLATE_NOOP("Cli", "@FILE reads it from a file.")},
    {ErrorCode::JsonSyntax, "encrypt", nullptr, nullptr,
     QT_TRANSLATE_NOOP("Cli", "@FILE reads it from a file.")},
};

bool takes(const Command &command, const char *option)
{
    return std::any_of(command.options.begin(), command.options.end(),
                       [option](const Option &row) { return qstrcmp(row.name, option) == 0; });
}

/// The algorithm of this name in other letters, upper and lower case: "es256" is meant to be ES256.
template <class Rows>
QString respelled(const Rows &algorithms, const QString &name)
{
    const auto found = std::find_if(algorithms.begin(), algorithms.end(), [&name](const auto *row) {
        return name.compare(QLatin1String(row->name), Qt::CaseInsensitive) == 0;
    });
    return found == algorithms.end() ? QString() : QString::fromLatin1((*found)->name);
}

QString algorithmHint(const QString &name)
{
    QString meant = respelled(jose::allAlgorithms(), name);
    if (meant.isEmpty())
        meant = respelled(jose::allKeyManagement(), name);
    if (meant.isEmpty())
        meant = respelled(jose::allContentEncryption(), name);
    return meant.isEmpty() || meant == name
               ? QString()
               : QCoreApplication::translate("Cli", "Upper and lower case count: %1.").arg(meant);
}

} // namespace

QString hintFor(const Error &error, const Command &command)
{
    if (error.code == ErrorCode::UsageInvalid)
        return QCoreApplication::translate("Cli", "claimcheck %1 --help shows how to use it.")
            .arg(QString::fromLatin1(command.name));
    if (error.code == ErrorCode::AlgorithmUnsupported)
        return algorithmHint(error.subject);
    const auto row = std::find_if(std::begin(rows), std::end(rows), [&](const Row &r) {
        return r.code == error.code && (!r.command || qstrcmp(r.command, command.name) == 0) &&
               (!r.option || takes(command, r.option)) &&
               (!r.subject || error.subject == QLatin1String(r.subject));
    });
    return row == std::end(rows) ? describe(error).hint : QCoreApplication::translate("Cli", row->text);
}

} // namespace claimcheck::app
