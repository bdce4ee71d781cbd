#include "sign_in_link_box.h"

#include "icons.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {
constexpr int grid = 4;
}

SignInLinkBox::SignInLinkBox(QWidget *parent)
    : QWidget(parent)
    , m_text(plainLabel({}, this))
    , m_link(new QLineEdit(this))
    , m_copy(new QPushButton(icon(u"copy"), tr("Copy link"), this))
    , m_open(new QPushButton(tr("Open again"), this))
    , m_fold(new QToolButton(this))
    , m_paste(new QWidget(this))
    , m_pasted(new QLineEdit(m_paste))
    , m_problem(plainLabel({}, m_paste))
{
    setObjectName(QStringLiteral("signInLinkBox"));
    m_text->setObjectName(QStringLiteral("signInLinkText"));
    m_text->setWordWrap(true);
    m_link->setObjectName(QStringLiteral("signInLink"));
    m_link->setAccessibleName(tr("Link of the sign-in"));
    m_link->setReadOnly(true);
    m_link->setFont(monoFont());
    m_copy->setObjectName(QStringLiteral("signInCopyLink"));
    m_open->setObjectName(QStringLiteral("signInOpenLink"));
    m_fold->setObjectName(QStringLiteral("signInPasteFold"));
    m_fold->setText(tr("The browser is on another machine"));
    m_fold->setCheckable(true);
    m_fold->setAutoRaise(true);
    m_fold->setArrowType(Qt::RightArrow);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setFocusPolicy(Qt::StrongFocus);
    m_pasted->setObjectName(QStringLiteral("signInPasted"));
    m_pasted->setAccessibleName(tr("Paste the address the browser ended at"));
    m_pasted->setPlaceholderText(tr("Paste the address the browser ended at"));
    m_problem->setObjectName(QStringLiteral("signInPasteProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *use = new QPushButton(tr("Use it"), m_paste);
    use->setObjectName(QStringLiteral("signInPasteUse"));
    use->setEnabled(false);
    for (QPushButton *button : {m_copy, m_open, use})
        button->setAutoDefault(false);

    auto *links = new QHBoxLayout;
    links->setSpacing(2 * grid);
    links->addWidget(m_link, 1);
    links->addWidget(m_copy);
    links->addWidget(m_open);
    auto *row = new QHBoxLayout;
    row->setSpacing(2 * grid);
    row->addWidget(m_pasted, 1);
    row->addWidget(use);
    auto *below = new QVBoxLayout(m_paste);
    below->setContentsMargins(5 * grid, 0, 0, 0);
    below->setSpacing(grid);
    below->addLayout(row);
    below->addWidget(m_problem);
    m_paste->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * grid);
    column->addWidget(m_text);
    column->addLayout(links);
    column->addWidget(m_fold);
    column->addWidget(m_paste);
    hide();

    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_link->text());
        m_copy->setText(tr("Copied"));
    });
    connect(m_open, &QPushButton::clicked, this, &SignInLinkBox::openRequested);
    connect(m_fold, &QToolButton::toggled, this, [this](bool on) {
        m_fold->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
        m_paste->setVisible(on);
        if (on)
            m_pasted->setFocus();
    });
    connect(m_pasted, &QLineEdit::textChanged, this, [this, use](const QString &text) {
        use->setEnabled(!text.trimmed().isEmpty());
        m_problem->hide();
    });
    connect(m_pasted, &QLineEdit::returnPressed, this, &SignInLinkBox::usePasted);
    connect(use, &QPushButton::clicked, this, &SignInLinkBox::usePasted);
}

void SignInLinkBox::setLink(const QUrl &link, const QUrl &redirectUri)
{
    m_link->setText(QString::fromLatin1(link.toEncoded()));
    m_link->setCursorPosition(0);
    m_copy->setText(tr("Copy link"));
    m_fold->setToolTip(
        plainToolTip(tr("It ends at an address that starts with %1 and shows no page there. Copy "
                        "that address from its bar.")
                         .arg(redirectUri.toString(QUrl::FullyEncoded))));
    show();
}

void SignInLinkBox::setOpened(const Result<Done> &opened)
{
    m_text->setText(opened ? tr("The sign-in goes on in the browser, and comes back here by itself.")
                           : tr("%1 Open this link in a browser:").arg(describe(opened.error()).message));
    m_open->setText(opened ? tr("Open again") : tr("Try again"));
}

void SignInLinkBox::setPasteProblem(const Error &error)
{
    const Description description = describe(error);
    m_problem->setText(visibleText(description.message + u' ' + description.hint, 500));
    m_problem->show();
    m_pasted->setFocus();
    m_pasted->selectAll();
}

// What is pasted holds the code that the tokens are asked for with.
void SignInLinkBox::clear()
{
    m_pasted->clear();
    m_link->clear();
    m_fold->setChecked(false);
    hide();
}

void SignInLinkBox::usePasted()
{
    if (!m_pasted->text().trimmed().isEmpty())
        Q_EMIT pasted(m_pasted->text());
}

} // namespace claimcheck::ui
