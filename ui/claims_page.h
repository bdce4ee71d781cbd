#pragma once

#include "inspect/report.h"
#include "time_words.h"

#include <QWidget>

class QLabel;
class QSplitter;

namespace claimcheck::ui {

class ClaimsModel;
class JsonView;
class PlainTable;

/// Header and payload as JSON exactly as sent, beside the table of claims and the chosen claim in full. A
/// choice in any of them is shown in all. In a narrow window the table stands above the JSON.
class ClaimsPage final : public QWidget {
    Q_OBJECT
public:
    explicit ClaimsPage(QWidget *parent = nullptr);

    void setReport(const inspect::ReportPtr &report, TimePoint now);
    void tick(TimePoint now);
    void setZone(ZoneChoice zone);
    /// Shows bytes of a decoded part, and the claim they belong to, without telling anybody. Returns what was
    /// lit: the whole claim, or the bytes themselves where there is none.
    json::Span show_(jose::PartId part, json::Span decoded);

Q_SIGNALS:
    /// A person chose these bytes of a decoded part.
    void chosen(claimcheck::jose::PartId part, claimcheck::json::Span decoded);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void onRowChosen(int row);
    void showDetail(int row);
    void updateDetailTimes();
    void arrange();
    void sizeColumns();
    void copyValue() const;
    void showTableMenu(const QPoint &at);
    ClaimsModel *m_model;
    JsonView *m_header;
    JsonView *m_payload;
    PlainTable *m_table;
    QLabel *m_title;
    QLabel *m_noClaims;
    QLabel *m_detailTitle;
    QLabel *m_detailTimes;
    JsonView *m_detailValue;
    QSplitter *m_splitter;
    QSplitter *m_json;
    QWidget *m_right;
    TimePoint m_now;
    int m_row = -1;
    bool m_quiet = false; // we choose, not the person
    bool m_narrow = false;
    bool m_arranged = false;
};

} // namespace claimcheck::ui
