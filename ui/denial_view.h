#pragma once

#include "requests/explain_denial.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;

namespace claimcheck::ui {

/// "Why did this fail?": the likely causes of an answer in plain words, the likeliest first, each with what
/// speaks for it, the standard that says so, and one button for what can be done about it. Knows no network
/// and changes nothing: whoever places it does what `actionRequested` asks for (requests::remedyFor says
/// what that is).
class DenialView final : public QWidget {
    Q_OBJECT
public:
    explicit DenialView(QWidget *parent = nullptr);

    /// Explains what came of a request. `isEmpty` afterwards when nothing failed.
    void setCase(const requests::DenialFacts &facts);
    /// As after an answer that nothing was wrong with.
    void clear();
    /// How many causes it shows: for a tab's title, or to hide it. 0: a sentence says that nothing failed.
    [[nodiscard]] int causeCount() const { return static_cast<int>(m_causes.size()); }
    [[nodiscard]] bool isEmpty() const { return m_causes.empty(); }
    /// The likeliest cause's sentence, for a bar; empty when nothing failed.
    [[nodiscard]] QString headline() const;

Q_SIGNALS:
    void actionRequested(const claimcheck::requests::DenialAction &action);
    /// A standard's section is to be opened in the browser.
    void linkRequested(const QUrl &url);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    [[nodiscard]] QWidget *makeCause(const requests::DenialCause &cause, int rank, QWidget *parent);
    /// What no cause before it has shown already, and the standard.
    [[nodiscard]] QWidget *makeEvidence(const requests::DenialCause &cause, int rank, QWidget *parent);
    /// Null where there is nothing to do, or a cause before it offers the same.
    [[nodiscard]] QPushButton *makeAction(const requests::DenialCause &cause, int rank, QWidget *parent);
    [[nodiscard]] int labelWidth() const;
    requests::DenialFacts m_facts;
    std::vector<requests::DenialCause> m_causes;
    QStringList m_shown; // evidence that stands there already
    std::vector<requests::DenialAction> m_offered;
    QScrollArea *m_scroll;
    QLabel *m_none;
};

} // namespace claimcheck::ui
