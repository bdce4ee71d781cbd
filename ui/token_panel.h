#pragma once

#include "base/clock.h"
#include "inspect/report.h"
#include "jose/key.h"
#include "time_words.h"
#include "token_tool.h"

#include <QWidget>

#include <functional>
#include <memory>

namespace claimcheck::ui {

/// Shows one token: verdict band, compact text in three colours, header, claims table, findings, Verify with…
/// It never fetches anything by itself: keys from the network come only through `setKeyFetcher`, on a click.
class TokenPanel final : public QWidget {
    Q_OBJECT
public:
    using KeyFetcher = std::function<void(QObject *context, std::function<void(Result<jose::KeySet>)> done)>;

    explicit TokenPanel(const Clock &clock, QWidget *parent = nullptr);
    ~TokenPanel() override;

    /// An empty token shows the empty state. Parsing of big tokens happens off the GUI thread.
    void setToken(const QByteArray &token);
    [[nodiscard]] QByteArray token() const;
    [[nodiscard]] inspect::ReportPtr report() const;
    /// How "the profile's keys" are got, with the label that says whose they are; none: the choice is not
    /// offered.
    void setKeyFetcher(const QString &label, KeyFetcher fetch);
    /// Times in local time or UTC.
    using TimeZone = ZoneChoice;
    void setTimeZone(TimeZone zone);
    /// Where named expectations are kept.
    void setConfigFolder(const QString &folder);
    /// The profile whose token this is, for the header command; empty: none.
    void setProfileName(const QString &name);
    /// Seconds after which a copied secret leaves the clipboard.
    void setClipboardSeconds(int seconds);

Q_SIGNALS:
    /// What shows a token was made: there was none before the first token.
    void contentMade();
    void reportChanged();
    /// A token that came out of this one: the content of a JWE.
    void tokenOpened(const QByteArray &token);
    void toolRequested(claimcheck::ui::TokenTool tool);
    /// The empty state's buttons.
    void pasteRequested();
    void practiceRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
