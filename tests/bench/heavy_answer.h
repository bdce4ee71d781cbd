#pragma once

#include "heart.h"
#include "ui/body_page.h"
#include "ui/body_view.h"
#include "ui/response_panel.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

namespace claimcheck::bench {

/// A list of objects, `megabytes` long in all, piece by piece; a word stands near the last byte.
class HeavyJson final {
public:
    explicit HeavyJson(qint64 megabytes) : m_left(megabytes * 1'000'000) {}
    [[nodiscard]] bool isAtEnd() const { return m_left <= 0; }
    QByteArray next(qsizetype size)
    {
        QByteArray out = m_number == 0 ? QByteArray("[") : QByteArray();
        while (out.size() < size && m_left > out.size())
            out += "{\"id\":" + QByteArray::number(m_number++) +
                   ",\"name\":\"somebody of some length\",\"tags\":[\"a\",\"b\"],\"active\":true},";
        m_left -= out.size();
        if (m_left <= 0)
            out += "{\"id\":-1,\"name\":\"the needle\"}]";
        return out;
    }

private:
    qint64 m_left;
    qint64 m_number = 0;
};

/// An answer of 200 MB, as its pieces come and as a person then goes through it: time to the first text,
/// memory, and the longest turn of receiving, Ctrl+End, a search for a word near the last byte, hex, JSON
/// laid out, and another width.
inline void measureAnswer(const char *name, const QByteArray &)
{
    ui::ResponsePanel panel;
    panel.resize(1100, 700);
    panel.show();
    Heart().run(
        {{"warm up", [&] { panel.begin(QStringLiteral("GET"), QStringLiteral("https://a.example/")); }}});
    const auto get = [&panel](const char *widget) {
        auto *found = panel.findChild<QWidget *>(QString::fromLatin1(widget));
        if (!found)
            qFatal("no widget %s", widget);
        return found;
    };
    const auto view = [&](const char *widget) { return qobject_cast<ui::BodyView *>(get(widget)); };
    const auto press = [](QWidget *widget, int key, Qt::KeyboardModifiers modifiers) {
        QKeyEvent event(QEvent::KeyPress, key, modifiers);
        QCoreApplication::sendEvent(widget, &event);
    };
    const auto choose = [&](ui::BodyPage::View wanted) {
        auto *choice = qobject_cast<QComboBox *>(get("responseView"));
        choice->setCurrentIndex(choice->findData(static_cast<int>(wanted)));
        Q_EMIT choice->activated(choice->currentIndex());
    };
    const auto body = std::make_shared<requests::Overflow>();
    HeavyJson json(200);
    requests::Sent sent;
    http::Response head;
    head.status = 200;
    head.headers = {{"Content-Type", "application/json"}};
    head.timing.totalMs = 1;
    QElapsedTimer timer;
    qint64 shown = 0, found = 0;
    Heart heart;
    heart.run({
        {"head",
         [&] {
             timer.start();
             panel.setHead(head, body);
         }},
        {"receive", [] {},
         [&] {
             if (!body->append(json.next(256 * 1024)))
                 qFatal("no room for the body");
             panel.setProgress({body->size(), -1, 0, 0});
             if (shown == 0 && view("responseText")->isVisible())
                 shown = timer.elapsed();
             return json.isAtEnd();
         }},
        {"end",
         [&] {
             sent.answer = head;
             sent.body = body;
             sent.request.url = QUrl(QStringLiteral("https://a.example/"));
             panel.setSent(sent);
         },
         [&] { return view("responseText")->isComplete(); }},
        {"Ctrl+End", [&] { press(view("responseText"), Qt::Key_End, Qt::ControlModifier); },
         [&] { return view("responseText")->visibleRows().contains(QStringLiteral("needle")); }},
        {"Ctrl+Home", [&] { press(view("responseText"), Qt::Key_Home, Qt::ControlModifier); }},
        {"search",
         [&] {
             panel.findChild<ui::BodyPage *>()->openSearch();
             timer.restart();
             qobject_cast<QLineEdit *>(get("findText"))->setText(QStringLiteral("The Needle"));
         },
         [&] {
             found = timer.elapsed();
             return qobject_cast<QLabel *>(get("findCount"))->text() == QStringLiteral("1 of 1");
         }},
        {"hex", [&] { choose(ui::BodyPage::View::Hex); }},
        {"Ctrl+End in hex", [&] { press(view("responseText"), Qt::Key_End, Qt::ControlModifier); }},
        {"lay out", [&] { choose(ui::BodyPage::View::Json); },
         [&] { return view("responseLaidOut")->isVisible() && view("responseLaidOut")->isComplete(); }},
        {"Ctrl+End laid out", [&] { press(view("responseLaidOut"), Qt::Key_End, Qt::ControlModifier); }},
        {"resize", [&] { panel.resize(800, 600); }, [&] { return view("responseLaidOut")->isComplete(); }},
        {"close", [&] { panel.close(); }},
    });
    printScene(name, shown, heart);
    std::printf("%-18s the word near the last byte is found after %lld ms\n", "", found);
}

} // namespace claimcheck::bench
