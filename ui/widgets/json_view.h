#pragma once

#include "grid_view.h"

namespace claimcheck::ui {

/// JSON as it was sent, laid out by white space only, with syntax colours; or any text; or bytes in hex.
/// Spans are bytes of what was set (of the dump, for hex). The value under the cursor, its JSON Pointer and
/// the whole text can be copied; Copy without a selection copies the value.
class JsonView final : public GridView {
    Q_OBJECT
public:
    explicit JsonView(QWidget *parent = nullptr);

    /// Text that does not begin like JSON is shown as plain text.
    void setText(const QByteArray &json);
    void setPlainText(const QByteArray &text);
    void setHex(const QByteArray &bytes);
    void clear() { setPlainText({}); }
    /// What it is, for the menu's words ("Copy the payload").
    void setPartName(const QString &name) { m_part = name; }
    /// All places of a text, at most `mostMatches`: in the text as sent and, for strings that are written
    /// with escapes, in what they mean (then the whole string is the place).
    [[nodiscard]] std::vector<json::Span> find(const QString &text, Qt::CaseSensitivity sensitivity) const;
    static constexpr size_t mostMatches = 10000;

    void copyValue();
    void copyPointer();
    void copyAll();

protected:
    [[nodiscard]] Style style(quint8 run) const override;
    [[nodiscard]] QString shownText(json::Span span) const override;
    void extendMenu(QMenu &menu) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    /// Read when it is asked for; null for what is no JSON.
    [[nodiscard]] json::Document document() const;
    QString m_part;
    bool m_plain = true;
};

} // namespace claimcheck::ui
