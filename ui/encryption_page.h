#pragma once

#include "inspect/report.h"

#include <QWidget>

class QFormLayout;
class QLabel;

namespace claimcheck::ui {

/// What can be seen of a JWE without its key: how the content is encrypted, for whom, and how large its parts
/// are.
class EncryptionPage final : public QWidget {
    Q_OBJECT
public:
    explicit EncryptionPage(QWidget *parent = nullptr);
    void setReport(const inspect::Report &report);

private:
    void addFact(const QString &label, const QString &text);
    QLabel *m_sentence;
    QFormLayout *m_facts;
};

} // namespace claimcheck::ui
