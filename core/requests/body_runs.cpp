#include "body_runs.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace claimcheck::requests {

namespace {

/// Reads the runs in turn; one file is open at a time. A file that has grown since it was measured ends where
/// it did then, so that what follows stands where the other side looks for it.
class RunsDevice final : public QIODevice {
public:
    explicit RunsDevice(const std::vector<BodyRuns::Run> &runs) : m_runs(runs)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    /// Opens the first file, so that what cannot be read is said before anything is sent.
    Result<Done> check()
    {
        for (const BodyRuns::Run &run : m_runs) {
            if (run.file.isEmpty())
                continue;
            QFile file(run.file);
            if (!file.open(QIODevice::ReadOnly))
                return Error{ErrorCode::FileUnreadable, run.file, file.errorString()};
        }
        return Done{};
    }

    bool seek(qint64 position) override
    {
        if (position == pos())
            return true;
        if (position != 0)
            return false;
        m_index = 0;
        m_done = 0;
        m_file.reset();
        return QIODevice::seek(0);
    }
    bool reset() override { return seek(0); }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        for (; m_index < m_runs.size(); ++m_index, m_done = 0, m_file.reset()) {
            const BodyRuns::Run &run = m_runs[m_index];
            const bool isText = run.file.isEmpty();
            const qint64 left = (isText ? run.text.size() : run.size) - m_done;
            if (left <= 0)
                continue;
            const qint64 wanted = std::min(left, maxSize);
            if (isText) {
                std::copy_n(run.text.constData() + m_done, wanted, data);
                m_done += wanted;
                return wanted;
            }
            return readFile(run, data, wanted);
        }
        return 0;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    qint64 readFile(const BodyRuns::Run &run, char *data, qint64 wanted)
    {
        if (!m_file) {
            m_file = std::make_unique<QFile>(run.file);
            if (!m_file->open(QIODevice::ReadOnly)) {
                setErrorString(run.file + QStringLiteral(": ") + m_file->errorString());
                return -1;
            }
        }
        const qint64 count = m_file->read(data, wanted);
        if (count <= 0) {
            setErrorString(run.file + QStringLiteral(": ") +
                           (count < 0 ? m_file->errorString() : QStringLiteral("it became shorter")));
            return -1;
        }
        m_done += count;
        return count;
    }

    const std::vector<BodyRuns::Run> m_runs;
    size_t m_index = 0;
    qint64 m_done = 0; // of the run that is being read
    std::unique_ptr<QFile> m_file;
};

} // namespace

Result<std::shared_ptr<const BodyRuns>> BodyRuns::make(std::vector<Run> runs)
{
    auto made = std::make_shared<BodyRuns>();
    for (Run &run : runs) {
        if (!run.file.isEmpty()) {
            const QFileInfo info(run.file);
            QFile file(run.file);
            if (!info.isFile())
                return Error{ErrorCode::FileUnreadable, run.file,
                             info.exists() ? QStringLiteral("it is no file")
                                           : QStringLiteral("there is no such file")};
            if (!file.open(QIODevice::ReadOnly))
                return Error{ErrorCode::FileUnreadable, run.file, file.errorString()};
            run.size = file.size();
        }
        made->m_size += run.file.isEmpty() ? run.text.size() : run.size;
    }
    made->m_runs = std::move(runs);
    return std::shared_ptr<const BodyRuns>(std::move(made));
}

Result<std::unique_ptr<QIODevice>> BodyRuns::open() const
{
    auto device = std::make_unique<RunsDevice>(m_runs);
    if (const auto checked = device->check(); !checked)
        return checked.error();
    return std::unique_ptr<QIODevice>(std::move(device));
}

} // namespace claimcheck::requests
