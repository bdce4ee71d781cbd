#include "invocation.h"

#include "app/composition.h"
#include "base/json_writer.h"
#include "hints.h"
#include "terminal.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <algorithm>
#include <cstdio>

namespace claimcheck::app {

namespace {

QCommandLineOption toQt(const Option &option)
{
    QStringList names(QString::fromLatin1(option.name));
    if (option.letter)
        names += QString::fromLatin1(option.letter);
    QCommandLineOption result(names);
    if (option.value)
        result.setValueName(QString::fromLatin1(option.value));
    return result;
}

Error usage(const QString &problem)
{
    return {ErrorCode::UsageInvalid, {}, problem};
}

} // namespace

Result<std::unique_ptr<Invocation>> Invocation::make(const Command &command, const QStringList &arguments,
                                                     const std::optional<QStringList> &trailing)
{
    auto parser = std::make_unique<QCommandLineParser>();
    for (const Option &option : commonOptions())
        parser->addOption(toQt(option));
    for (const Option &option : command.options)
        parser->addOption(toQt(option));
    QStringList words = QStringList{QCoreApplication::applicationName()} + arguments;
    if (trailing && !command.hasChild)
        words += QStringList{QStringLiteral("--")} + *trailing;
    if (!parser->parse(words))
        return usage(parser->errorText());
    const auto count = parser->positionalArguments().size();
    if (count < command.minArguments)
        return usage(QCoreApplication::translate("Cli", "An argument is missing: claimcheck %1")
                         .arg(QString::fromUtf8(command.usage).section(u'\n', 0, 0)));
    if (command.maxArguments >= 0 && count > command.maxArguments)
        return usage(QCoreApplication::translate("Cli", "There are too many arguments."));
    return std::unique_ptr<Invocation>(new Invocation(command, std::move(parser), trailing));
}

Invocation::Invocation(const Command &command, std::unique_ptr<QCommandLineParser> parser,
                       std::optional<QStringList> trailing)
    : m_command(command), m_parser(std::move(parser)), m_trailing(std::move(trailing))
{
}

Invocation::~Invocation() = default;

QStringList Invocation::arguments() const
{
    return m_parser->positionalArguments();
}

bool Invocation::isSet(const QString &option) const
{
    // What commands share asks for options that only some of them have, and Qt complains about those aloud.
    const auto has = [&option](const std::vector<Option> &list) {
        return std::any_of(list.begin(), list.end(),
                           [&option](const Option &one) { return option == QLatin1String(one.name); });
    };
    return (has(m_command.options) || has(commonOptions())) && m_parser->isSet(option);
}

std::optional<QString> Invocation::value(const QString &option) const
{
    return isSet(option) ? std::optional(m_parser->value(option)) : std::nullopt;
}

QStringList Invocation::values(const QString &option) const
{
    return m_parser->values(option);
}

Result<std::optional<qint64>> Invocation::number(const QString &option) const
{
    if (!isSet(option))
        return std::optional<qint64>();
    bool ok = false;
    const qint64 number = m_parser->value(option).toLongLong(&ok);
    // 31 years in seconds: what is larger is a slip, and would not fit where milliseconds are counted.
    constexpr qint64 largest = 1'000'000'000;
    if (!ok || number < 0 || number > largest)
        return usage(QCoreApplication::translate("Cli", "--%1 takes a whole number up to %2.")
                         .arg(option, QString::number(largest)));
    return std::optional(number);
}

bool Invocation::mayPrompt() const
{
    return !isSet(QStringLiteral("no-input"));
}

QString Invocation::configFolder() const
{
    return value(QStringLiteral("config-dir")).value_or(defaultConfigFolder());
}

Composition &Invocation::services()
{
    if (!m_services)
        m_services = std::make_unique<Composition>(configFolder());
    return *m_services;
}

void Invocation::openHistory()
{
    const auto failed = [this](const Error &error) {
        const Description words = describe(error);
        note(visible(words.message));
        if (!words.hint.isEmpty())
            note(visible(words.hint));
    };
    services().openHistory(failed, requests::History::Look::Begin);
}

std::optional<QString> Invocation::profileId(const QString &name)
{
    const auto loaded = services().profiles.load();
    if (!loaded) {
        fail(loaded.error());
        return {};
    }
    const auto profile = services().profiles.byName(name);
    if (!profile) {
        fail({ErrorCode::ProfileNotFound, name});
        return {};
    }
    return profile->id;
}

void Invocation::print(const QByteArray &bytes) const
{
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stdout);
}

void Invocation::printLine(const QString &text) const
{
    print(text.toUtf8() + '\n');
}

void Invocation::note(const QString &text) const
{
    const QByteArray line = text.toUtf8() + '\n';
    std::fflush(stdout);
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
}

void Invocation::finish(int exitCode)
{
    // A result that could not be written (a full disk, a closed pipe) is not "done".
    if (std::fflush(stdout) != 0 && exitCode == 0)
        exitCode = static_cast<int>(ExitClass::CouldNotDo);
    m_exitCode = exitCode;
    if (m_services) {
        connect(&m_services->sessions, &login::Sessions::dropped, this,
                [this](const QString &, const QString &outcome) {
                    note(visible(outcome));
                    exitWhenNothingIsDropped();
                });
    }
    exitWhenNothingIsDropped();
}

void Invocation::exitWhenNothingIsDropped()
{
    if (!m_services || !m_services->sessions.isDropping())
        QCoreApplication::exit(*m_exitCode);
}

void Invocation::fail(const Error &error, std::optional<int> exitCode)
{
    std::fflush(stdout);
    printError(error, json(), &m_command);
    finish(exitCode.value_or(static_cast<int>(exitClass(error.code))));
}

void printError(const Error &error, bool json, const Command *command)
{
    Description description = describe(error);
    if (command)
        description.hint = hintFor(error, *command);
    QByteArray text;
    if (json) {
        json::Writer writer;
        writer.beginObject();
        writer.name("error");
        writer.beginObject();
        writer.member("code", codeName(error.code));
        writer.member("subject", error.subject);
        writer.member("message", description.message);
        writer.member("hint", description.hint);
        writer.endObject();
        writer.endObject();
        text = writer.take() + '\n';
    } else {
        text = "claimcheck: " + visible(description.message).toUtf8() + " (" + codeName(error.code) + ")\n";
        if (!description.hint.isEmpty())
            text += visible(description.hint).toUtf8() + '\n';
    }
    std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stderr);
}

} // namespace claimcheck::app
