#pragma once

#include "inspect/finder.h"

#include <QObject>

#include <functional>
#include <optional>

namespace claimcheck::ui {

/// What was found in a pasted, dropped or opened text: tokens, or what the text is instead, or why it could
/// not be read.
struct Intake {
    std::vector<inspect::Found> tokens;
    QString instead;
    std::optional<Error> error;
    std::vector<inspect::IdentityGroup> groups = {}; // of several tokens
    QStringList ignored = {};                        // pieces of text around them, the first few, cut short
    size_t ignoredCount = 0;                         // how many pieces there were
};
/// "Ignored around it: curl -H …": one line, safe to show; empty when nothing was.
[[nodiscard]] QString ignoredText(const Intake &intake);

/// Finds tokens in texts and files. Files, and texts of more than 256 kB, are read off the GUI thread; more
/// than 16 MB is refused. What was begun before a newer text is dropped.
class TextIntake final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    void readText(const QString &text);
    void readFile(const QString &path);
    [[nodiscard]] bool isBusy() const { return m_busy; }

Q_SIGNALS:
    /// Within `readText` for a small text, later for all else.
    void done(const claimcheck::ui::Intake &intake);

private:
    void inBackground(std::function<Intake()> work);
    void deliver(quint64 number, const Intake &intake);
    quint64 m_number = 0;
    bool m_busy = false;
};

} // namespace claimcheck::ui
