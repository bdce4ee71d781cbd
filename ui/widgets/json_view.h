#pragma once

#include "grid_view.h"

namespace claimcheck::ui {

/// JSON as it was sent, laid out by white space only, with syntax colours; or any text; or bytes in hex.
/// Spans are bytes of what was set (of the dump, for hex).
class JsonView final : public GridView {
    Q_OBJECT
public:
    explicit JsonView(QWidget *parent = nullptr);

    /// Text that does not begin like JSON is shown as plain text.
    void setText(const QByteArray &json);
    void setPlainText(const QByteArray &text);
    void setHex(const QByteArray &bytes);
    void clear() { setPlainText({}); }

protected:
    [[nodiscard]] Style style(quint8 run) const override;
    [[nodiscard]] QString shownText(json::Span span) const override;

private:
    bool m_plain = true;
};

} // namespace claimcheck::ui
