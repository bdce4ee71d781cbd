#pragma once

#include "http/message.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;
class QTabWidget;

namespace claimcheck::ui {

class JsonView;

/// An answer: status, time and size; the body as JSON, text or hex; the headers as Qt reports them.
class ResponsePanel final : public QWidget {
    Q_OBJECT
public:
    explicit ResponsePanel(QWidget *parent = nullptr);

    void setResponse(const http::Response &response, bool refreshed);
    /// The empty state.
    void clear();

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class View { Json, Text, Hex };
    void showBody(View view);
    void updateTint();
    QStackedWidget *m_stack;
    QLabel *m_icon;
    QLabel *m_status;
    QLabel *m_facts;
    QTabWidget *m_tabs;
    QComboBox *m_view;
    JsonView *m_body;
    JsonView *m_headers;
    QByteArray m_bytes;
    int m_shownStatus = 0;
};

} // namespace claimcheck::ui
