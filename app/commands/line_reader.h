#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace claimcheck::app {

/// One line without its line end. `tooLong`: it was passed over, and `text` is empty.
struct BatchInputLine {
    QByteArray text;
    qint64 number = 0; // from 1, blank lines counted
    bool tooLong = false;
};

/// The lines of a file or of standard input ("-"), in blocks, as they come: it never waits for more than the
/// next byte. Blank lines are left out.
class LineReader final {
public:
    LineReader(QString file, qsizetype maxLine) : m_name(std::move(file)), m_maxLine(maxLine) {}
    ~LineReader();
    Q_DISABLE_COPY_MOVE(LineReader)

    [[nodiscard]] Result<Done> open();
    enum class More { Yes, No };
    /// Waits for the next block and adds the lines that it ends. After the last block (No) or a fault, what
    /// came before is still given, a last line without a line end included. FileUnreadable.
    [[nodiscard]] Result<More> read(std::vector<BatchInputLine> &lines);

private:
    void take(QByteArrayView block, std::vector<BatchInputLine> &lines);
    void endLine(QByteArrayView rest, std::vector<BatchInputLine> &lines);
    [[nodiscard]] Error fault(int number) const;

    QString m_name;
    qsizetype m_maxLine;
    int m_fd = -1;
    QByteArray m_block;
    QByteArray m_begun;     // of a line whose end has not come yet
    bool m_tooLong = false; // … which is passed over
    qint64 m_number = 0;
};

} // namespace claimcheck::app
