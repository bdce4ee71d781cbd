#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "http/message.h"
#include "request_spec.h"

#include <QString>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace claimcheck::requests {

/// One request that was sent, and what came of it. Secrets are gone: `{{…}}` where a template had a
/// reference, `tok#3f9a` where a token stood.
struct HistoryEntry {
    qint64 id = 0;
    TimePoint at = {};
    QString profile = {}; // its id
    QByteArray method = {};
    QString url = {};
    QByteArray requestHead = {}; // headers, a line each
    QByteArray requestBody = {}; // at most History::maxBody bytes
    int status = 0;              // 0: there was no answer
    QByteArray error = {};       // the code's name then
    QByteArray responseHead = {};
    QByteArray responseBody = {};
    qint64 responseSize = 0;
    qint64 milliseconds = 0;
    QByteArray spec = {}; // the request as an `.http` text, to send it again
};

/// The request without every secret that was typed into it: marks stand in their places, references stay.
/// What may be written down of it.
[[nodiscard]] RequestSpec redactedSpec(RequestSpec spec);

/// Makes an entry that may be stored: everything in it goes through redaction.
[[nodiscard]] HistoryEntry historyEntry(const RequestSpec &spec, const QString &profile, TimePoint at,
                                        const http::Request &sent, const Result<http::Response> &answer);

/// The requests of all profiles in one SQLite file (mode 0600), the newest first, bounded by count and age.
/// Each call is short; an object is used in the thread that made it.
class History final {
public:
    static constexpr qsizetype maxBody = 64 * 1024;
    struct Bounds {
        int entries = 5000;
        std::chrono::hours age = std::chrono::hours(24 * 90);
        std::chrono::milliseconds patience = std::chrono::seconds(2); // while another process has the file
    };

    ~History();
    History(History &&) noexcept;
    History &operator=(History &&) noexcept;

    /// How much of the file is looked at when it is opened. Its begin is enough for who only adds: reading
    /// all of a long history would take longer than the request that is added.
    enum class Look { Whole, Begin };

    /// Opens or makes the file. A damaged one is moved aside: `damage()` then is HistoryDamaged (subject:
    /// where it is; detail: what SQLite says), and a new one is begun; of several processes one does it. One
    /// that is locked, cannot be read or written now, or has no room stays where it is. Error:
    /// DatabaseFailed.
    [[nodiscard]] static Result<History> open(const QString &path, const Clock &clock, Bounds bounds,
                                              Look look = Look::Whole);
    [[nodiscard]] const std::optional<Error> &damage() const;

    /// Adds an entry and forgets what is beyond the bounds, all or nothing. Errors: DatabaseFailed;
    /// HistoryDamaged, where only the begin was looked at: as from `open`, and the entry is in the new file.
    /// Where a file could not be opened again after damage, each later call tries to.
    [[nodiscard]] Result<qint64> add(const HistoryEntry &entry);
    struct Query {
        QString text = {};    // in address, heads or bodies, letters of any case
        QString profile = {}; // empty: all
        int offset = 0;
        int limit = 100;
    };
    /// Without bodies and spec (`entry` has them). Error: DatabaseFailed.
    [[nodiscard]] Result<std::vector<HistoryEntry>> search(const Query &query) const;
    /// Errors: RequestNotFound, DatabaseFailed.
    [[nodiscard]] Result<HistoryEntry> entry(qint64 id) const;
    [[nodiscard]] Result<Done> remove(qint64 id);
    /// Forgets everything, and leaves nothing of it in the file. Error: DatabaseFailed.
    [[nodiscard]] Result<Done> clear();

private:
    struct Data;
    explicit History(std::unique_ptr<Data> data);
    std::unique_ptr<Data> d;
};

/// HAR 1.2 of entries. Nothing secret is in them, so nothing is in it.
[[nodiscard]] QByteArray exportHar(const std::vector<HistoryEntry> &entries);

/// What was exchanged in this run, newest last, in memory only: for the network log.
class NetworkLog final {
public:
    explicit NetworkLog(size_t most = 1000) : m_most(most) {}
    void add(HistoryEntry entry);
    [[nodiscard]] const std::vector<HistoryEntry> &entries() const { return m_entries; }
    /// Entries that were dropped to make room.
    [[nodiscard]] qint64 dropped() const { return m_dropped; }
    void clear();

private:
    size_t m_most;
    qint64 m_dropped = 0;
    qint64 m_nextId = 1;
    std::vector<HistoryEntry> m_entries;
};

} // namespace claimcheck::requests
