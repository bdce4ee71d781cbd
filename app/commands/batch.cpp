#include "batch.h"

#include "base/json_writer.h"
#include "invocation.h"
#include "line_reader.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace claimcheck::app {

namespace {

/// What one worker answers at a time: enough lines that handing them over costs nothing, few enough that all
/// cores have work until the end.
constexpr size_t linesInJob = 32;
constexpr qsizetype bytesInJob = 64 * 1024;
constexpr size_t jobsInFlight = 64;
constexpr qsizetype bytesInFlight = 32 * 1024 * 1024;

struct Job {
    std::vector<BatchInputLine> lines;
    qsizetype bytes = 0;
    QByteArray output;
    bool done = false;
};

QString outputName()
{
    return QCoreApplication::translate("Cli", "standard output");
}

/// Writes all of it, also where the descriptor does not block.
Result<Done> writeAll(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), static_cast<size_t>(bytes.size()));
        if (written >= 0) {
            bytes = bytes.sliced(written);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            pollfd waiting = {STDOUT_FILENO, POLLOUT, 0};
            ::poll(&waiting, 1, -1);
        } else if (errno != EINTR) {
            return Error{ErrorCode::FileUnwritable, outputName(), qt_error_string(errno)};
        }
    }
    return Done{};
}

/// Reading happens in the thread that calls `run`; the workers answer, and whichever thread finds the oldest
/// job done writes it.
class Batch final {
public:
    explicit Batch(const BatchAnswer &answer) : m_answer(answer) {}

    Result<Done> run(const QString &file)
    {
        LineReader reader(file, maxBatchLine);
        if (const auto opened = reader.open(); !opened)
            return opened.error();
        const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1U, 64U);
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < cores; ++i)
            threads.emplace_back([this] { work(); });
        threads.emplace_back([this] { write(); });
        const Result<Done> read = readAll(reader);
        {
            const std::lock_guard lock(m_mutex);
            m_ended = true;
        }
        notifyAll();
        for (std::thread &thread : threads)
            thread.join();
        return m_failure ? Result<Done>(*m_failure) : read;
    }

private:
    Result<Done> readAll(LineReader &reader)
    {
        std::vector<BatchInputLine> lines;
        for (;;) {
            lines.clear();
            const auto more = reader.read(lines);
            for (auto first = lines.begin(); first != lines.end();) {
                auto job = std::make_unique<Job>();
                for (; first != lines.end() && job->lines.size() < linesInJob && job->bytes < bytesInJob;
                     ++first) {
                    job->bytes += first->text.size();
                    job->lines.push_back(std::move(*first));
                }
                if (!enqueue(std::move(job)))
                    return Done{}; // nobody reads what would be answered
            }
            if (!more)
                return more.error();
            if (*more == LineReader::More::No)
                return Done{};
        }
    }

    /// False when there is no use in going on.
    bool enqueue(std::unique_ptr<Job> job)
    {
        std::unique_lock lock(m_mutex);
        m_room.wait(lock, [this] {
            return m_failure || m_window.empty() ||
                   (m_window.size() < jobsInFlight && m_bytes < bytesInFlight);
        });
        if (m_failure)
            return false;
        m_bytes += job->bytes;
        m_waiting.push_back(job.get());
        m_window.push_back(std::move(job));
        m_work.notify_one();
        return true;
    }

    void work()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_work.wait(lock, [this] { return m_failure || m_ended || !m_waiting.empty(); });
            if (m_failure || m_waiting.empty())
                return;
            Job *const job = m_waiting.front();
            m_waiting.pop_front();
            lock.unlock();
            for (const BatchInputLine &line : job->lines) {
                job->output += line.tooLong ? unreadableLine(line.number, ErrorCode::JsonTooLarge)
                                            : m_answer(line.text, line.number);
                job->output += '\n';
            }
            lock.lock();
            job->done = true;
            if (job == m_window.front().get())
                m_done.notify_one();
        }
    }

    /// In the order of the lines, and as soon as there is something: then nothing is left to flush.
    void write()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_done.wait(lock, [this] {
                return m_failure || (m_ended && m_window.empty()) ||
                       (!m_window.empty() && m_window.front()->done);
            });
            if (m_failure || m_window.empty())
                return;
            QByteArray output;
            while (!m_window.empty() && m_window.front()->done) {
                output += m_window.front()->output;
                m_bytes -= m_window.front()->bytes;
                m_window.pop_front();
            }
            m_room.notify_one();
            lock.unlock();
            const Result<Done> written = writeAll(output);
            lock.lock();
            if (!written) {
                m_failure = written.error();
                notifyAll();
            }
        }
    }

    void notifyAll()
    {
        m_room.notify_all();
        m_work.notify_all();
        m_done.notify_all();
    }

    const BatchAnswer &m_answer;
    std::mutex m_mutex;
    std::condition_variable m_room;            // for the reader: the window has room again
    std::condition_variable m_work;            // for the workers: a job waits
    std::condition_variable m_done;            // for the writer: the oldest job is done
    std::deque<std::unique_ptr<Job>> m_window; // in order, until they are written
    std::deque<Job *> m_waiting;               // of those, the ones that nobody answers yet
    qsizetype m_bytes = 0;                     // of the window's lines
    bool m_ended = false;                      // there are no more lines
    std::optional<Error> m_failure;
};

} // namespace

QByteArray unreadableLine(qint64 number, ErrorCode code)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("id");
    writer.null();
    writer.name("line");
    writer.integer(number);
    writer.member("code", QByteArrayView(codeName(code)));
    writer.endObject();
    return writer.take();
}

Result<Done> runBatch(const QString &file, const BatchAnswer &answer)
{
    return Batch(answer).run(file);
}

Result<Done> checkBatchUsage(const Invocation &run, qsizetype arguments)
{
    if (run.arguments().size() > arguments)
        return Error{ErrorCode::UsageInvalid,
                     {},
                     QCoreApplication::translate("Cli", "With --batch, everything comes from its file.")};
    static constexpr const char *allowed[] = {
        "batch", "key", "jwks", "issuer", "secret-file", "secret-encoding", "password-file"};
    for (const Option &option : run.command().options) {
        const auto isThis = [&option](const char *name) { return qstrcmp(name, option.name) == 0; };
        if (run.isSet(QLatin1String(option.name)) &&
            std::none_of(std::begin(allowed), std::end(allowed), isThis))
            return Error{
                ErrorCode::UsageInvalid,
                {},
                QCoreApplication::translate("Cli", "--%1 does not go with --batch: each line says it.")
                    .arg(QLatin1String(option.name))};
    }
    return Done{};
}

void runBatchCommand(Invocation &run, const BatchAnswer &answer)
{
    const auto done = runBatch(run.value(QStringLiteral("batch")).value_or(QString()), answer);
    done ? run.finish() : run.fail(done.error());
}

} // namespace claimcheck::app
