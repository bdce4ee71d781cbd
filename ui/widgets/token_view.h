#pragma once

#include "grid_view.h"
#include "inspect/report.h"

namespace claimcheck::ui {

/// The text of a token: header, payload and signature in three colours that differ in lightness too, and each
/// with its own mark; JSON serializations are laid out by white space. Bytes of the source are characters of
/// the token. Copying a part of a token is copying a secret, so it is left to whoever listens to
/// `copyRequested`.
class TokenView final : public GridView {
    Q_OBJECT
public:
    explicit TokenView(QWidget *parent = nullptr);

    void setToken(const QByteArray &token);
    /// Once it was read: the parts of a JSON serialization get their colours.
    void setReport(const inspect::Report &report);
    /// Rows that are shown without scrolling, at most; the size hint follows the token up to there.
    void setMostRows(int rows);
    /// A piece of a JSON serialization, and its run's style.
    struct StyledSpan {
        json::Span span;
        quint8 style;
    };
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void copyRequested(const QByteArray &text);

protected:
    [[nodiscard]] Style style(quint8 run) const override;
    void copyOut(const QString &text) override;

private:
    void setJson(const QByteArray &token, const std::vector<StyledSpan> &parts);
    int m_mostRows = 6;
};

} // namespace claimcheck::ui
