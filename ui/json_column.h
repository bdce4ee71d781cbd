#pragma once

#include "inspect/report.h"

#include <QWidget>

class QLabel;
class QSplitter;

namespace claimcheck::ui {

class FindBar;
class JsonView;

/// Header and payload as they were sent, and, of an SD-JWT, the claims after its disclosures; with a search
/// over all of them.
class JsonColumn final : public QWidget {
    Q_OBJECT
public:
    enum View { Header, Payload, Processed, ViewCount };

    explicit JsonColumn(QWidget *parent = nullptr);

    /// `signature`: whose header is shown, of a JWS in JSON. What is shown already is not laid out again.
    void setReport(const inspect::ReportPtr &report, size_t signature);
    /// In place of a payload: what came out of a JWE and is no token.
    void setContent(const QByteArray &content);
    /// Lights bytes up in one view and nothing in the others.
    void light(View view, json::Span span);
    [[nodiscard]] JsonView *view(View which) const { return m_views[which]; }
    void openFind();
    void setOrientation(Qt::Orientation orientation);

protected:
    void resizeEvent(QResizeEvent *event) override;

Q_SIGNALS:
    /// A person chose these bytes.
    void selected(claimcheck::ui::JsonColumn::View view, claimcheck::json::Span span);

private:
    struct Match {
        View view;
        json::Span span;
    };
    /// The header's view as high as its text, until somebody moves the splitter.
    void fitHeader();
    void search();
    void step(int by);
    void showMatch();
    inspect::ReportPtr m_report;
    QSplitter *m_splitter;
    JsonView *m_views[ViewCount];
    QWidget *m_boxes[ViewCount];
    FindBar *m_find;
    std::vector<Match> m_matches;
    size_t m_current = 0;
    bool m_more = false; // than are counted
    bool m_moved = false;
};

} // namespace claimcheck::ui
