#pragma once

#include <QStringList>
#include <QWidget>

class QListWidget;
class QListWidgetItem;

namespace claimcheck::ui {

/// The scopes that a server's metadata names, to tick. What a person wrote by hand counts too, and stays
/// where it is not among them. Hidden while there are none.
class SignInScopes final : public QWidget {
    Q_OBJECT
public:
    explicit SignInScopes(QWidget *parent = nullptr);

    /// `usual` (space-separated) are asked for as long as nobody chooses.
    void setOffered(const QStringList &offered, const QString &usual);
    /// Whether there is room for them now.
    void setWanted(bool wanted);
    /// The setting `scope` as it stands; empty: the usual ones.
    void setWritten(const QString &scope);

Q_SIGNALS:
    /// What the setting is to be from now on.
    void chosen(const QString &scope);

private:
    void onTicked(const QListWidgetItem &item);
    void updateTicks();
    void fitHeight();
    [[nodiscard]] QStringList asked() const;
    QListWidget *m_list;
    QString m_usual, m_written;
    bool m_isWanted = false;
};

} // namespace claimcheck::ui
