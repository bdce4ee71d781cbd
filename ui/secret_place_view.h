#pragma once

#include "base/clock.h"
#include "credentials/secret_service.h"

#include <QWidget>

#include <memory>
#include <optional>

class QFormLayout;
class QLabel;
class QPushButton;

namespace claimcheck::ui {

/// "Where is my secret?": which program keeps it, in which collection, under which attributes, and when it
/// was last seen there. The secret itself is not read.
class SecretPlaceView final : public QWidget {
    Q_OBJECT
public:
    explicit SecretPlaceView(const Clock &clock, QWidget *parent = nullptr);
    ~SecretPlaceView() override;

    enum class Place { None, Keychain, Memory };
    /// Looks, where it is in the keychain.
    void setPlace(Place place, const QString &itemId);
    void tick();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void look();
    void onService(const Result<credentials::SecretServiceView> &view);
    void onItems(const Result<credentials::SecretItems> &items);
    void show_(const Result<credentials::SecretAttributes> &attributes, const QString &item, bool isLocked);
    void fail(const Error &error);
    const Clock &m_clock;
    QFormLayout *m_rows;
    QLabel *m_where;
    QLabel *m_backEnd;
    QLabel *m_collection;
    QLabel *m_attributes;
    QLabel *m_seen;
    QPushButton *m_again;
    Place m_place = Place::None;
    QString m_itemId;
    std::optional<TimePoint> m_seenAt;
    std::unique_ptr<credentials::SecretService> m_service;
};

} // namespace claimcheck::ui
