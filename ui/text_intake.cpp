#include "text_intake.h"

#include "background.h"
#include "base/visible_text.h"

#include <QFile>
#include <QFileInfo>

namespace claimcheck::ui {

namespace {

constexpr qint64 longestInput = 16 * 1024 * 1024;
constexpr qsizetype largestAtOnce = 256 * 1024;
constexpr size_t mostIgnored = 12;
constexpr qsizetype longestIgnored = 60;

Intake look(const QByteArray &text)
{
    Intake intake{inspect::findTokens(text), {}, {}};
    if (intake.tokens.empty()) {
        //: %1 says in one sentence what the text is
        intake.instead = text.trimmed().isEmpty()
                             ? inspect::describeText(text)
                             : TextIntake::tr("No token was found. %1").arg(inspect::describeText(text));
        return intake;
    }
    if (intake.tokens.size() > 1)
        intake.groups = inspect::groupByIdentity(intake.tokens);
    const std::vector<json::Span> ignored = inspect::ignoredParts(text, intake.tokens);
    intake.ignoredCount = ignored.size();
    for (size_t i = 0; i < ignored.size() && i < mostIgnored; ++i)
        intake.ignored << visibleText(
            QString::fromUtf8(text.sliced(ignored[i].begin, qMin(ignored[i].size(), 4 * longestIgnored)))
                .simplified(),
            longestIgnored);
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

QString ignoredText(const Intake &intake)
{
    if (intake.ignored.isEmpty())
        return {};
    const QString pieces = intake.ignored.join(QStringLiteral("  ·  "));
    const auto left = static_cast<int>(intake.ignoredCount - static_cast<size_t>(intake.ignored.size()));
    return left == 0 ? TextIntake::tr("Ignored: %1").arg(pieces)
                     : TextIntake::tr("Ignored: %1  ·  and %n more", nullptr, left).arg(pieces);
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
    // Shared, since a copy of a hundred thousand tokens would hold the window up.
    ui::inBackground(
        this, [work = std::move(work)] { return std::make_shared<const Intake>(work()); },
        [this, number = ++m_number](const std::shared_ptr<const Intake> &intake) {
            deliver(number, *intake);
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
