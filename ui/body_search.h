#pragma once

#include "base/json.h"
#include "requests/overflow.h"

#include <QObject>

#include <memory>
#include <vector>

namespace claimcheck::ui {

/// Every place of a text in a body, found by a worker piece by piece, so that the window answers meanwhile.
class BodySearch final : public QObject {
    Q_OBJECT
public:
    static constexpr size_t mostPlaces = 10'000;
    using QObject::QObject;

    /// Begins anew; an empty text finds nothing.
    void start(std::shared_ptr<const requests::Overflow> body, const QString &text,
               Qt::CaseSensitivity sensitivity);
    void stop();
    [[nodiscard]] const std::vector<json::Span> &places() const { return m_places; }
    [[nodiscard]] bool isBusy() const { return m_body != nullptr; }
    /// There are more than `mostPlaces`.
    [[nodiscard]] bool hasMore() const { return m_more; }
    /// Bytes that were searched.
    [[nodiscard]] qint64 searched() const { return m_at; }

Q_SIGNALS:
    /// More was searched, or the search has ended.
    void advanced();
    void failed(const claimcheck::Error &error);

private:
    void step();
    std::shared_ptr<const requests::Overflow> m_body; // none: nothing is searched
    QString m_text;
    Qt::CaseSensitivity m_sensitivity = Qt::CaseInsensitive;
    std::vector<json::Span> m_places;
    qint64 m_at = 0;
    quint64 m_number = 0; // tells this search's pieces from those of one before
    bool m_more = false;
};

} // namespace claimcheck::ui
