#include "text_intake.h"

#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

namespace claimcheck::ui {

namespace {

constexpr qint64 longestInput = 16 * 1024 * 1024;
constexpr qsizetype largestAtOnce = 256 * 1024;
constexpr qsizetype shortestOpaque = 16;

/// What a text without a token is, in a few words.
QString describeText(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    const auto size = static_cast<int>(trimmed.size());
    if (trimmed.isEmpty())
        return TextIntake::tr("There is no text to look into.");
    if (trimmed.startsWith('{') || trimmed.startsWith('['))
        return TextIntake::tr("No token was found. The text looks like JSON with %n characters.", nullptr,
                              size);
    if (trimmed.startsWith("-----BEGIN"))
        return TextIntake::tr("No token was found. The text is PEM: a key or a certificate.");
    if (trimmed.startsWith('<'))
        return TextIntake::tr("No token was found. The text looks like HTML or XML.");
    if (!trimmed.contains(' ') && !trimmed.contains('\n') && size > shortestOpaque)
        return TextIntake::tr("No token was found. The text is one word of %n characters.", nullptr, size);
    return TextIntake::tr("No token was found. The text has %n characters.", nullptr, size);
}

Intake look(const QByteArray &text)
{
    Intake intake{inspect::findTokens(text), {}, {}};
    if (intake.tokens.empty())
        intake.instead = describeText(text);
    return intake;
}

Intake readWhole(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    // A pipe or a device could make this wait for ever.
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return {{}, {}, Error{ErrorCode::FileUnreadable, name, TextIntake::tr("it is not a file")}};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {{}, {}, Error{ErrorCode::FileUnreadable, name, file.errorString()}};
    const QByteArray content = file.read(longestInput + 1);
    if (content.size() > longestInput)
        return {{}, {}, Error{ErrorCode::InputTooLarge, name}};
    return look(content);
}

} // namespace

/// Lives on the GUI thread and outlives the intake while a worker holds it (see ReportLoader).
struct TextIntake::Mailbox : QObject {
    explicit Mailbox(TextIntake *owner) : intake(owner) {}
    QPointer<TextIntake> intake;
};

TextIntake::TextIntake(QObject *parent)
    : QObject(parent), m_mailbox(new Mailbox(this), [](Mailbox *mailbox) { mailbox->deleteLater(); })
{
}

TextIntake::~TextIntake()
{
    m_mailbox->intake.clear();
}

void TextIntake::readText(const QString &text)
{
    if (text.size() > longestInput)
        return deliver(++m_number, {{}, {}, Error{ErrorCode::InputTooLarge, tr("The text")}});
    if (text.size() <= largestAtOnce)
        return deliver(++m_number, look(text.toUtf8()));
    inBackground([text] { return look(text.toUtf8()); });
}

void TextIntake::readFile(const QString &path)
{
    inBackground([path] { return readWhole(path); });
}

void TextIntake::inBackground(std::function<Intake()> work)
{
    m_busy = true;
    QThreadPool::globalInstance()->start([mailbox = m_mailbox, number = ++m_number, work = std::move(work)] {
        const Intake intake = work();
        QMetaObject::invokeMethod(
            mailbox.get(),
            [mailbox, number, intake] {
                if (mailbox->intake)
                    mailbox->intake->deliver(number, intake);
            },
            Qt::QueuedConnection);
    });
}

void TextIntake::deliver(quint64 number, const Intake &intake)
{
    if (number != m_number)
        return;
    m_busy = false;
    Q_EMIT done(intake);
}

} // namespace claimcheck::ui
