#pragma once

#include "time_words.h"

#include <QByteArray>
#include <QString>

namespace claimcheck::ui {

/// What the window remembers, in `FOLDER/window.ini`. Holds no token and nothing from one.
class UiSettings final {
public:
    explicit UiSettings(const QString &folder);

    [[nodiscard]] ZoneChoice times() const;
    void setTimes(ZoneChoice zone);
    /// Seconds until a copied secret leaves the clipboard.
    [[nodiscard]] int clipboardSeconds() const;
    void setClipboardSeconds(int seconds);
    /// How the window was left.
    struct Window {
        QByteArray geometry;
        QByteArray splitter;
        QByteArray requestSplitter;
        QString profileId; // the last selection; empty: the inspector
        int page = 0;      // of the profile
    };
    /// How a part of a page was left, by the name of its widget; empty: it was never changed.
    [[nodiscard]] QByteArray layout(const QString &part) const;
    void setLayout(const QString &part, const QByteArray &value);
    [[nodiscard]] Window window() const;
    void saveWindow(const Window &window);

private:
    QString m_file;
};

} // namespace claimcheck::ui
