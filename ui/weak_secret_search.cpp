#include "weak_secret_search.h"

#include "background.h"
#include "error_words.h"
#include "inspect/rules_keys.h"
#include "inspect/weak_secrets.h"
#include "widgets/plain_label.h"
#include "widgets/secret_field.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

#include <atomic>

namespace claimcheck::ui {

namespace {

constexpr int stepSize = 2000;           // a few milliseconds of work between two looks at `cancelled`
constexpr qint64 pieceSize = 256 * 1024; // of the word list that is read at once
constexpr qint64 reportEveryMs = 100;

} // namespace

struct WeakSecretSearchBar::Progress {
    qint64 tested = 0;
    double part = 0; // of the word list that was read; 0 to 1
    bool ended = false;
    std::optional<Secret> secret = {};
    std::optional<Error> error = {};
};

/// Shared by the bar and its worker.
struct WeakSecretSearchBar::Work {
    Work(WeakSecretSearchBar *owner, quint64 given) : bar(owner), mailbox(owner), number(given) {}
    WeakSecretSearchBar *const bar; // of the GUI thread: only what the mailbox delivers uses it
    const Mailbox mailbox;
    const quint64 number;
    std::atomic<bool> cancelled = false;

    void run(const inspect::ReportPtr &report, const QString &path) const;
    void tell(const Progress &progress) const
    {
        mailbox.post([owner = bar, n = number, progress] { owner->onProgress(n, progress); });
    }
};

void WeakSecretSearchBar::Work::run(const inspect::ReportPtr &report, const QString &path) const
{
    auto search = inspect::WeakSecretSearch::of(report->token);
    Progress progress;
    QFile file(path);
    const bool hasList = !path.isEmpty();
    const bool isFile = !hasList || QFileInfo(path).isFile(); // a pipe could make this wait for ever
    if (!search || !isFile || (hasList && !file.open(QIODevice::ReadOnly))) {
        progress.ended = true;
        progress.error = Error{ErrorCode::FileUnreadable, QFileInfo(path).fileName(),
                               isFile ? file.errorString() : WeakSecretSearchBar::tr("it is not a file")};
        return tell(progress);
    }
    QElapsedTimer sinceTold;
    sinceTold.start();
    QByteArray rest;
    bool isRead = !hasList;
    while (!cancelled) {
        if (!isRead && rest.size() < pieceSize) {
            rest += file.read(pieceSize);
            isRead = file.atEnd();
        }
        using Search = inspect::WeakSecretSearch;
        const bool hadRoom = search->hasRoom();
        const qsizetype taken = search->feed(rest, isRead ? Search::Piece::Last : Search::Piece::More);
        rest.remove(0, taken);
        if (hadRoom && taken == 0 && rest.size() >= pieceSize)
            rest.clear(); // a line without an end is no secret
        const bool isBusy = search->step(stepSize);
        if (search->found() || (!isBusy && isRead && rest.isEmpty()))
            break;
        if (sinceTold.elapsed() >= reportEveryMs) {
            sinceTold.restart();
            progress.tested = search->tested();
            progress.part = hasList ? double(file.pos()) / double(qMax<qint64>(1, file.size())) : 0;
            tell(progress);
        }
    }
    progress.tested = search->tested();
    progress.ended = true;
    progress.secret = search->found();
    tell(progress);
}

WeakSecretSearchBar::WeakSecretSearchBar(QWidget *parent)
    : QWidget(parent)
    , m_text(plainLabel({}, this))
    , m_secret(new SecretField(this))
    , m_bar(new QProgressBar(this))
    , m_search(new QPushButton(tr("Search for a weak secret"), this))
    , m_list(new QPushButton(tr("With a word list…"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    setObjectName(QStringLiteral("weakSecretSearch"));
    m_text->setObjectName(QStringLiteral("weakSecretText"));
    m_text->setWordWrap(true);
    m_secret->setObjectName(QStringLiteral("weakSecretFound"));
    m_secret->setAccessibleName(tr("The secret that was found"));
    m_secret->setReadOnly(true);
    m_secret->setMaximumWidth(240);
    m_bar->setObjectName(QStringLiteral("weakSecretProgress"));
    m_bar->setTextVisible(false);
    m_bar->setMaximumWidth(160);
    m_search->setObjectName(QStringLiteral("weakSecretStart"));
    m_list->setObjectName(QStringLiteral("weakSecretList"));
    m_list->setAccessibleDescription(tr("One secret a line, in a file of your own"));
    m_cancel->setObjectName(QStringLiteral("weakSecretCancel"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_text, 1);
    row->addWidget(m_secret);
    row->addWidget(m_bar);
    row->addWidget(m_cancel);
    row->addWidget(m_search);
    row->addWidget(m_list);
    connect(m_search, &QPushButton::clicked, this, [this] { start({}); });
    connect(m_list, &QPushButton::clicked, this, &WeakSecretSearchBar::chooseList);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        stop();
        m_text->setText(tr("The search was ended."));
    });
    setReport({});
}

WeakSecretSearchBar::~WeakSecretSearchBar()
{
    if (m_work)
        m_work->cancelled = true;
}

void WeakSecretSearchBar::setReport(const inspect::ReportPtr &report)
{
    const bool same = report && m_report && report->text == m_report->text;
    m_report = report;
    if (same)
        return; // it was only judged anew
    stop();
    m_secret->clear();
    m_secret->hide();
    const jose::Algorithm *algorithm = report ? jose::findAlgorithm(report->token.algorithm()) : nullptr;
    const bool isHmac = algorithm && algorithm->family == jose::Family::Hmac;
    setVisible(isHmac);
    if (isHmac)
        m_text->setText(tr("Signed with a secret (%1): whoever knows it can make such tokens.")
                            .arg(QString::fromLatin1(algorithm->name)));
}

void WeakSecretSearchBar::start(const QString &wordList)
{
    stop();
    m_secret->hide();
    m_work = std::make_shared<Work>(this, ++m_number);
    m_time.start();
    m_text->setText(tr("Searching…"));
    m_bar->setRange(0, wordList.isEmpty() ? 0 : 1000);
    m_bar->setValue(0);
    m_bar->show();
    m_cancel->show();
    m_search->hide();
    m_list->hide();
    m_cancel->setFocus();
    workers().start([work = m_work, report = m_report, wordList] { work->run(report, wordList); });
}

void WeakSecretSearchBar::chooseList()
{
    auto *dialog = new QFileDialog(this, tr("Choose a word list"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &WeakSecretSearchBar::start);
    dialog->open();
}

void WeakSecretSearchBar::stop()
{
    if (m_work)
        m_work->cancelled = true;
    m_work.reset();
    ++m_number;
    m_bar->hide();
    m_cancel->hide();
    m_search->show();
    m_list->show();
}

QString WeakSecretSearchBar::speedText(qint64 tested) const
{
    const qint64 ms = qMax<qint64>(1, m_time.elapsed());
    const QLocale locale;
    return tr("%1 secrets tried, %2 a second")
        .arg(locale.toString(tested), locale.toString(tested * 1000 / ms));
}

void WeakSecretSearchBar::onProgress(quint64 number, const Progress &progress)
{
    if (number != m_number)
        return;
    if (!progress.ended) {
        m_bar->setValue(static_cast<int>(progress.part * 1000));
        return m_text->setText(tr("Searching… %1.").arg(speedText(progress.tested)));
    }
    const QString speed = speedText(progress.tested);
    stop();
    if (progress.error)
        return m_text->setText(sentences(*progress.error));
    if (!progress.secret)
        return m_text->setText(tr("No weak secret was found: %1.").arg(speed));
    m_text->setText(tr("The secret was found: %1. Replace it: anybody can sign such tokens.").arg(speed));
    m_secret->setText(QString::fromUtf8(progress.secret->reveal().toByteArray()));
    m_secret->show();
    Q_EMIT found(inspect::weakSecretFinding(m_report->token));
}

} // namespace claimcheck::ui
