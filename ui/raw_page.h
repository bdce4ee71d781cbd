#pragma once

#include "inspect/report.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace claimcheck::ui {

class JsonView;

/// The decoded bytes of one part, unchanged: as text or in hex. Of a JWE its five parts; of a JWS in JSON
/// every signature's.
class RawPage final : public QWidget {
    Q_OBJECT
public:
    explicit RawPage(QWidget *parent = nullptr);
    void setReport(const inspect::ReportPtr &report);

protected:
    void showEvent(QShowEvent *event) override;

private:
    /// The parts that the report's kind has, in the order of its compact serialization.
    void fillParts();
    void choosePart();
    void refresh();
    inspect::ReportPtr m_report;
    QComboBox *m_part;
    QComboBox *m_form;
    QLabel *m_facts;
    JsonView *m_view;
    std::vector<const jose::Part *> m_parts; // live with the report
    bool m_stale = true;
};

} // namespace claimcheck::ui
