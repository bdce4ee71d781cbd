#pragma once

#include "http/message.h"

#include <QString>

#include <vector>

namespace claimcheck::requests {

/// A body of texts and files one after another; the files are read while it is sent.
class BodyRuns final : public http::BodySource {
public:
    struct Run {
        QByteArray text = {};
        QString file = {}; // not empty: this file's content, and `text` is not used
        qint64 size = 0;   // of the file, when it was looked at
    };

    /// Looks at the files. Errors: FileUnreadable (also a folder or a pipe, whose size nobody knows).
    [[nodiscard]] static Result<std::shared_ptr<const BodyRuns>> make(std::vector<Run> runs);

    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] Result<std::unique_ptr<QIODevice>> open() const override;

private:
    std::vector<Run> m_runs;
    qint64 m_size = 0;
};

} // namespace claimcheck::requests
