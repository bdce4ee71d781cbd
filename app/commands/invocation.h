#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "command.h"

#include <QObject>
#include <QStringList>

#include <any>
#include <memory>
#include <optional>

class QCommandLineParser;

namespace claimcheck::app {

class Composition;

/// One run of a command: its arguments, where its words go, and how it ends. Results go to stdout; prompts,
/// notes and errors to stderr; with --json the result is one document and an error one object.
class Invocation final : public QObject {
    Q_OBJECT
public:
    /// `arguments` are those after the command's name; `trailing` those after "--".
    static Result<std::unique_ptr<Invocation>> make(const Command &command, const QStringList &arguments,
                                                    const std::optional<QStringList> &trailing);
    ~Invocation() override;

    [[nodiscard]] const Command &command() const { return m_command; }
    [[nodiscard]] QStringList arguments() const;
    [[nodiscard]] const std::optional<QStringList> &trailing() const { return m_trailing; }
    [[nodiscard]] bool isSet(const QString &option) const;
    /// The last value of an option, or nothing when it is absent.
    [[nodiscard]] std::optional<QString> value(const QString &option) const;
    [[nodiscard]] QStringList values(const QString &option) const;
    /// A non-negative whole number; UsageInvalid otherwise.
    [[nodiscard]] Result<std::optional<qint64>> number(const QString &option) const;
    [[nodiscard]] bool json() const { return isSet(QStringLiteral("json")); }
    [[nodiscard]] bool mayPrompt() const;
    [[nodiscard]] QString configFolder() const;

    /// The services, built on first use: `inspect` never touches the network or the keychain.
    [[nodiscard]] Composition &services();
    /// What is sent from now on is written into the history, unless that is switched off; what is wrong with
    /// it is a note.
    void openHistory();
    /// Loads the profiles and finds one by name; ends the run with an error when that fails.
    [[nodiscard]] std::optional<QString> profileId(const QString &name);
    /// Keeps something (a Waiter, an Exchange) alive until the run ends.
    template <class T>
    void keep(std::unique_ptr<T> thing)
    {
        m_kept.emplace_back(std::shared_ptr<T>(std::move(thing)));
    }

    void print(const QByteArray &bytes) const; // stdout, as it is
    void printLine(const QString &text) const; // stdout, with a line end
    void note(const QString &text) const;      // stderr, with a line end
    /// Ends the run; tokens that came and were not kept are ended at their server first, and a note says how
    /// that went.
    void finish(int exitCode = 0);
    /// Prints the error and ends with its exit code (or with `exitCode`).
    void fail(const Error &error, std::optional<int> exitCode = {});
    [[nodiscard]] std::optional<int> exitCode() const { return m_exitCode; }

private:
    void exitWhenNothingIsDropped();
    Invocation(const Command &command, std::unique_ptr<QCommandLineParser> parser,
               std::optional<QStringList> trailing);

    const Command &m_command;
    std::unique_ptr<QCommandLineParser> m_parser;
    std::optional<QStringList> m_trailing;
    std::unique_ptr<Composition> m_services;
    std::vector<std::any> m_kept;
    std::optional<int> m_exitCode;
};

/// Prints an error to stderr, as an object with `json`. For errors before there is an Invocation.
void printError(const Error &error, bool json, const Command *command = nullptr);

} // namespace claimcheck::app
