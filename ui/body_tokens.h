#pragma once

#include "inspect/finder.h"
#include "requests/overflow.h"

#include <QWidget>

#include <memory>

class QHBoxLayout;
class QLabel;

namespace claimcheck::ui {

/// The tokens in an answer, each a button that opens it in the inspector. Hidden while there is none. They
/// are looked for by a worker, in the headers and in the body's first megabyte.
class BodyTokens final : public QWidget {
    Q_OBJECT
public:
    static constexpr qint64 mostLookedAt = 1024 * 1024;
    explicit BodyTokens(QWidget *parent = nullptr);

    /// A text is decoded as `contentType` and its begin say. The body may be null.
    void look(const QByteArray &headers, std::shared_ptr<const requests::Overflow> body,
              const QByteArray &contentType);
    void clear();
    [[nodiscard]] const std::vector<inspect::Found> &found() const { return m_found; }

Q_SIGNALS:
    void chosen(const QByteArray &token, const QString &label);
    void looked();

private:
    void show_(std::vector<inspect::Found> found);
    QLabel *m_title;
    QHBoxLayout *m_row;
    std::vector<QWidget *> m_buttons;
    std::vector<inspect::Found> m_found;
    quint64 m_number = 0;
};

} // namespace claimcheck::ui
