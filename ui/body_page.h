#pragma once

#include "body_charset.h"
#include "body_search.h"
#include "body_work.h"

#include <QUrl>
#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace claimcheck::ui {

class BodyDecoder;
class BodyImage;
class BodyView;
class ElidedLabel;
class FindBar;
class InlineBar;
class JsonView;

/// The body of an answer in the view that fits it: JSON that folds, text, hex or a picture; with a search, a
/// filter for JSON, and saving. Of any size, and while it still grows.
class BodyPage final : public QWidget {
    Q_OBJECT
public:
    enum class View { Json, Text, Hex, Image };
    /// JSON up to here folds; larger is laid out by a worker and shown as text.
    static constexpr qint64 mostFolded = 2 * 1024 * 1024;

    explicit BodyPage(QWidget *parent = nullptr);
    ~BodyPage() override;

    void clear();
    /// It still grows: text is shown as it comes. Events (text/event-stream, NDJSON) are followed to the end.
    void begin(std::shared_ptr<const requests::Overflow> body, const QByteArray &contentType);
    void grown();
    /// All of it is there. `address` gives a file its name.
    void setBody(std::shared_ptr<const requests::Overflow> body, const QByteArray &contentType,
                 const QUrl &address);
    [[nodiscard]] View view() const { return m_view; }
    void openSearch();
    /// Writes it to a file; without a path, asks for one.
    void save(const QString &path = {});

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void connectAll();
    void choose(View view);
    void showLaidOut();
    void showImage();
    void setFilter();
    void search();
    void stepSearch(int by);
    void showSearch();
    /// The view that the search looks at: one of the two, or neither.
    [[nodiscard]] JsonView *jsonShown() const;
    [[nodiscard]] BodyView *bodyShown() const;
    [[nodiscard]] View fitting() const;
    void showFitting();
    /// While it comes, once enough has come to tell: header and byte order mark say it, and a page that says
    /// it in what is there by then. Later than that, a page is decoded when all of it has come.
    [[nodiscard]] bool findCharset();
    /// The charset is the one that all of it has, and more is left to decode than is done on the spot.
    [[nodiscard]] bool isWellUnderWay() const;
    /// What has come is decoded: a little on the spot, more by a worker.
    void decodeOn();
    /// All of it is there: text in another charset than UTF-8 is decoded; a long one by a worker.
    void decode();
    /// All of it is there, and perhaps decoded.
    void onDecoded();
    /// What text, JSON, filter and search look at; hex and saving take the bytes as they came.
    [[nodiscard]] const std::shared_ptr<const requests::Overflow> &text() const
    {
        return m_decoded ? m_decoded : m_body;
    }
    void updateFacts();
    void showError(const Error &error);
    /// What is under way for the body before is not wanted any more.
    void stopWork();
    void saveTo(const QString &path);

    QComboBox *m_choice;
    ElidedLabel *m_facts;
    QLineEdit *m_filter;
    QToolButton *m_find;
    QToolButton *m_save;
    InlineBar *m_bar;
    FindBar *m_findBar;
    QStackedWidget *m_stack;
    JsonView *m_json;
    BodyView *m_text; // the body as it came, as text or hex
    BodyView *m_laid; // JSON too large to fold, laid out; or what a filter chose of it
    BodyImage *m_image;
    QWidget *m_empty;
    QLabel *m_none;
    BodySearch *m_search;
    QTimer *m_filterPause;

    std::shared_ptr<const requests::Overflow> m_body;
    std::shared_ptr<const requests::Overflow> m_decoded; // m_body as UTF-8, where it is something else
    std::shared_ptr<BodyDecoder> m_decoder;
    std::shared_ptr<const requests::Overflow> m_prettyBody; // the text laid out, once it was asked for
    Charset m_charset;
    QString m_undecoded; // why it is shown as bytes, or what its text lacks
    QByteArray m_type;   // the server's Content-Type
    QUrl m_address;
    QString m_pictureFacts;
    View m_view = View::Text;
    bool m_growing = false;
    bool m_knowsCharset = false; // of a body that grows
    bool m_isDecoding = false;   // a worker has m_decoder
    bool m_wasRead = false;      // its text, while it came
    bool m_fitsLater = false;    // the view that fits is chosen once it is decoded
    size_t m_current = 0;        // of what the search found
    bool m_jumped = false;
    StopFlag m_stop;
    StopFlag m_saving; // set while a file is written
};

} // namespace claimcheck::ui
