#pragma once

#include "ui_settings.h"

#include <QMap>
#include <QObject>

class QWidget;

namespace claimcheck::ui {

/// Remembers how a person arranged the pages: the widths of columns, the places of splitters, the last tab of
/// a token. Each by its widget's object name, so that pages of one kind are arranged alike.
class LayoutMemory final : public QObject {
    Q_OBJECT
public:
    explicit LayoutMemory(UiSettings &settings, QObject *parent = nullptr);

    /// Arranges what is in `root` as it was left, and notices what is changed from now on. Once for each
    /// root.
    void watch(const QWidget &root);
    /// Writes what was changed.
    void save();

private:
    [[nodiscard]] QByteArray value(const QString &name) const;
    /// Restores by `apply`, and keeps what `read` says at each `signal` of the widget.
    template <class Widget, class Signal, class Apply, class Read>
    void follow(Widget *widget, Signal signal, Apply apply, Read read);

    UiSettings &m_settings;
    QMap<QString, QByteArray> m_changed;
};

} // namespace claimcheck::ui
