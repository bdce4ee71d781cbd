#include "answer_output.h"

#include "answer_text.h"
#include "invocation.h"
#include "request_options.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSaveFile>

#include <algorithm>
#include <cstdio>
#include <utility>

#include <unistd.h>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostHeld = 256 * 1024;
constexpr qint64 showEveryMs = 100;

/// "-" is standard output, as without the option; --remote-name takes the end of the address' path.
QString outputOf(const Invocation &run)
{
    if (run.isSet(u"remote-name"_s))
        return remoteName(run.arguments().at(2));
    const QString output = run.value(u"output"_s).value_or(QString());
    return output == u"-" ? QString() : output;
}

QString size(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

/// A name of its own until it is whole. A device, a pipe, or a file in a folder where nobody may write has
/// none.
std::unique_ptr<QFileDevice> openFile(const QString &name)
{
    const QFileInfo info(name);
    if (info.exists() && !info.isFile()) {
        auto device = std::make_unique<QFile>(name);
        device->open(QIODevice::WriteOnly | QIODevice::Unbuffered);
        return device;
    }
    auto file = std::make_unique<QSaveFile>(name);
    file->setDirectWriteFallback(true);
    file->open(QIODevice::WriteOnly | QIODevice::Unbuffered);
    return file;
}

/// How many bytes at the end begin a character that is not whole.
qsizetype unfinished(QByteArrayView text)
{
    for (qsizetype back = 1; back <= std::min<qsizetype>(3, text.size()); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xC0) == 0x80)
            continue;
        const qsizetype length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

} // namespace

AnswerOutput::AnswerOutput(const Invocation &run)
    : m_toFile(!outputOf(run).isEmpty())
    , m_toTerminal(!m_toFile && isTerminal())
    , m_withHead((run.isSet(u"include"_s) || run.isSet(u"head"_s)) && !run.json())
    , m_onlyHead(run.isSet(u"head"_s) && !run.json())
    , m_showsProgress(!m_toTerminal && !run.isSet(u"silent"_s) && ::isatty(STDERR_FILENO))
    , m_name(outputOf(run))
{
    m_clock.start();
}

Result<Done> AnswerOutput::check() const
{
    if (!m_toFile)
        return Done{};
    const QFileInfo info(m_name);
    const QFileInfo folder(info.path());
    const auto refused = [this](const QString &why) { return Error{ErrorCode::FileUnwritable, m_name, why}; };
    if (info.isDir())
        return refused(QCoreApplication::translate("Cli", "It is a folder"));
    if (!info.exists() && !folder.isDir())
        return refused(QCoreApplication::translate("Cli", "There is no such folder"));
    if (info.exists() ? !info.isWritable() : !folder.isWritable())
        return refused(QCoreApplication::translate("Cli", "Permission denied"));
    return Done{};
}

void AnswerOutput::begin(const http::Response &head)
{
    m_held.clear();
    m_rest.clear();
    m_last = '\n';
    m_hasBegun = true;
    m_isHeld = !m_toFile && (head.status == 401 || head.status == 400);
    if (m_toFile) {
        m_file = openFile(m_name);
        if (!m_file->isOpen())
            m_error = Error{ErrorCode::FileUnwritable, m_name, m_file->errorString()};
    }
    // As before there was a file, the head stands on standard output.
    if (!m_withHead)
        return;
    const QByteArray text = headText(head).toUtf8();
    if (m_isHeld)
        m_held = text;
    else
        std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stdout);
}

Result<Done> AnswerOutput::write(QByteArrayView bytes)
{
    if (m_error)
        return *m_error;
    if (m_onlyHead)
        return Done{};
    if (!m_isHeld)
        return put(bytes);
    m_held += bytes;
    return m_held.size() > mostHeld ? flushHeld() : Result<Done>(Done{});
}

Result<Done> AnswerOutput::put(QByteArrayView bytes)
{
    if (m_toFile) {
        if (m_file->write(bytes.data(), bytes.size()) != bytes.size())
            m_error = Error{ErrorCode::FileUnwritable, m_name, m_file->errorString()};
        return failure();
    }
    clearProgress();
    QByteArray text;
    if (m_toTerminal) {
        // On a terminal a server's bytes could do more than be read.
        text = m_rest + bytes.toByteArray();
        m_rest = text.last(unfinished(text));
        text = visibleLines(text.chopped(m_rest.size()));
        bytes = text;
    }
    if (bytes.isEmpty())
        return Done{};
    m_last = bytes.back();
    const auto count = static_cast<size_t>(bytes.size());
    if (std::fwrite(bytes.data(), 1, count, stdout) != count || std::fflush(stdout) != 0)
        m_error = Error{ErrorCode::FileUnwritable, QCoreApplication::translate("Cli", "standard output")};
    return failure();
}

Result<Done> AnswerOutput::failure() const
{
    return m_error ? Result<Done>(*m_error) : Result<Done>(Done{});
}

Result<Done> AnswerOutput::flushHeld()
{
    m_isHeld = false;
    return put(std::exchange(m_held, {}));
}

Result<Done> AnswerOutput::end()
{
    clearProgress();
    if (m_isHeld && !m_error) {
        if (const auto flushed = flushHeld(); !flushed)
            return flushed;
    }
    if (!m_rest.isEmpty()) {
        const QByteArray text = visibleLines(std::exchange(m_rest, {}));
        std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stdout);
    }
    // The shell's next prompt does not belong behind the body.
    if (m_toTerminal && m_last != '\n')
        std::fputc('\n', stdout);
    if (auto *saved = qobject_cast<QSaveFile *>(m_file.get()); saved && !saved->commit() && !m_error)
        m_error = Error{ErrorCode::FileUnwritable, m_name, saved->errorString()};
    m_file.reset();
    return failure();
}

void AnswerOutput::giveUp()
{
    clearProgress();
    m_file.reset();
    m_hasBegun = false;
}

void AnswerOutput::showProgress(qint64 received, qint64 expected, qint64 sent, qint64 toSend)
{
    if (!m_showsProgress || (m_sinceShown.isValid() && m_sinceShown.elapsed() < showEveryMs))
        return;
    // What is done at once needs no words.
    if (m_clock.elapsed() < 5 * showEveryMs)
        return;
    m_sinceShown.start();
    QString text;
    if (sent < toSend)
        text = QCoreApplication::translate("Cli", "%1 of %2 sent").arg(size(sent), size(toSend));
    else if (expected > 0)
        text = QCoreApplication::translate("Cli", "%1 of %2").arg(size(received), size(expected));
    else
        text = size(received);
    clearProgress();
    m_shown = text.size();
    std::fputs((text + u'\r').toUtf8().constData(), stderr);
}

void AnswerOutput::clearProgress()
{
    if (m_shown > 0)
        std::fputs((QByteArray(std::exchange(m_shown, 0), ' ') + '\r').constData(), stderr);
}

} // namespace claimcheck::app
