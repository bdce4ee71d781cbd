#include "sign_in_card_panel.h"

#include "asked_page.h"
#include "icons.h"
#include "login/profile_store.h"
#include "login/recipe.h"
#include "models/sign_in_card_model.h"
#include "session_look.h"
#include "widgets/plain_table.h"
#include "widgets/visible_text.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

namespace {

using State = login::SignInFinding::State;

constexpr int widestStandard = 260;
constexpr int narrowestSentence = 200;

int countOf(const login::SignInCard &card, State state)
{
    return static_cast<int>(
        std::count_if(card.findings.begin(), card.findings.end(),
                      [state](const login::SignInFinding &finding) { return finding.state == state; }));
}

} // namespace

SignInCardPanel::SignInCardPanel(login::ProfileStore &profiles, login::Sessions &sessions, OpenLink openLink,
                                 QWidget *parent)
    : QWidget(parent)
    , m_profiles(profiles)
    , m_sessions(sessions)
    , m_openLink(std::move(openLink))
    , m_model(new SignInCardModel(this))
    , m_table(new PlainTable(this))
    , m_page(new AskedPage(QStringLiteral("signInCard"), tr("Ask the server"), m_table, this))
    , m_copy(new QPushButton(icon(u"copy"), tr("Copy as Markdown"), this))
    , m_browser(new QCheckBox(tr("with a sign-in in the &browser"), this))
{
    setObjectName(QStringLiteral("signInCard"));
    m_table->setObjectName(QStringLiteral("signInCardTable"));
    m_table->setAccessibleName(tr("Findings of the sign-in check"));
    m_table->setRows(m_model);
    m_table->setWordWrap(true);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_copy->setObjectName(QStringLiteral("signInCardCopy"));
    m_copy->setToolTip(tr("A table for those who run the server. It names no person and no token."));
    m_browser->setObjectName(QStringLiteral("signInCardBrowser"));
    m_browser->setChecked(true);
    m_browser->setToolTip(tr("Offers the code of a second sign-in without its code_verifier, which the "
                             "server must refuse"));
    m_page->addAction(m_copy);
    m_page->addOption(m_browser);
    m_page->setExplanation(tr("Asking refreshes the token and sends a token that is none to the revocation "
                              "endpoint. Nothing that is in use ends by it."));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_page);
    connect(m_page, &AskedPage::askRequested, this, &SignInCardPanel::probe);
    connect(m_page, &AskedPage::cancelRequested, this, &SignInCardPanel::cancel);
    connect(m_page, &AskedPage::signInRequested, this, &SignInCardPanel::signInRequested);
    connect(m_copy, &QPushButton::clicked, this, &SignInCardPanel::copy);
    connect(m_table, &PlainTable::resized, this, &SignInCardPanel::sizeColumns);
    connect(m_table, &PlainTable::copyRequested, this, [this] {
        if (const auto *finding = m_model->finding(m_table->currentIndex().row()))
            QGuiApplication::clipboard()->setText(finding->sentence);
    });
    connect(&sessions, &login::Sessions::changed, this, [this](const QString &id) {
        if (id == m_profileId)
            onSessionChanged();
    });
    showNothing();
}

void SignInCardPanel::setProfile(const QString &profileId)
{
    m_profileId = profileId;
    m_waiter.reset();
    m_isWanted = false;
    m_page->setRunning(false);
    m_page->clearMessage();
    const auto profile = m_profiles.byId(profileId);
    m_browser->setVisible(profile && login::kindOf(*profile) == login::Recipe::Kind::Browser && m_openLink);
    showNothing();
    if (isVisible())
        read();
}

void SignInCardPanel::readAfterSignIn()
{
    m_waiter.reset();
    m_page->setRunning(false);
    m_page->clearMessage();
    showNothing();
    m_isWanted = true;
    read();
}

void SignInCardPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_card)
        read();
}

// What a refresh tells is read where nobody was asked before; a sign-out takes the card away.
void SignInCardPanel::onSessionChanged()
{
    if (m_waiter)
        return;
    if (!hasSession(m_sessions.info(m_profileId)))
        return showNothing();
    m_page->askButton().setEnabled(true);
    if (isVisible() && !m_wasAsked)
        read();
}

// Asks nobody: the keychain is not asked here either, since the page of a profile that opens does that.
void SignInCardPanel::read()
{
    if (m_waiter || !hasSession(m_sessions.info(m_profileId)))
        return;
    m_waiter = m_sessions.check(m_profileId, this,
                                [this](const Result<login::SignInCard> &card) { onCard(card, false); }, {});
}

void SignInCardPanel::probe()
{
    if (m_page->isRunning())
        return;
    m_waiter.reset(); // reading goes before asking
    m_page->clearMessage();
    login::CheckOptions options;
    options.probe = true;
    if (!m_browser->isHidden() && m_browser->isChecked())
        options.openLink = [this](const QUrl &link) { openInBrowser(link); };
    m_waiter = m_sessions.check(
        m_profileId, this, [this](const Result<login::SignInCard> &card) { onCard(card, true); },
        std::move(options));
    m_page->setRunning(true);
    m_browser->setEnabled(false);
}

// The link is there to copy, whether the browser starts or not.
void SignInCardPanel::openInBrowser(const QUrl &link)
{
    const auto opened = m_openLink(link);
    const auto copyLink = [link] {
        QGuiApplication::clipboard()->setText(link.toString(QUrl::FullyEncoded));
    };
    m_page->showMessage(opened ? InlineBar::Kind::Info : InlineBar::Kind::Warning,
                        opened ? tr("Sign in once more in the browser: the page was opened there.")
                               : tr("%1 Open the link by hand.").arg(describe(opened.error()).message),
                        tr("Copy link"), copyLink);
}

void SignInCardPanel::cancel()
{
    m_waiter.reset();
    m_page->setRunning(false);
    m_page->clearMessage();
    m_browser->setEnabled(true);
}

void SignInCardPanel::onCard(const Result<login::SignInCard> &card, bool asked)
{
    const auto waiter = std::move(m_waiter); // stays alive until this returns
    m_page->setRunning(false);
    m_browser->setEnabled(true);
    if (asked)
        m_page->clearMessage();
    if (!card) {
        if (!hasSession(m_sessions.info(m_profileId)))
            showNothing();
        return m_page->showError(card.error(), [this] { probe(); });
    }
    m_card = *card;
    m_wasAsked = asked;
    m_model->setFindings(card->findings);
    const bool isWeak = countOf(*card, State::Weak) > 0;
    m_page->setHeadline(summaryOf(*card), SignInCardModel::iconOf(!card->isSound() ? State::Bad
                                                                  : isWeak         ? State::Weak
                                                                                   : State::Good));
    m_page->setNotes(card->notes);
    m_page->showTable();
    m_copy->setEnabled(true);
    m_page->askButton().setEnabled(true);
    sizeColumns();
    if (std::exchange(m_isWanted, false))
        Q_EMIT made(*card);
}

QString SignInCardPanel::summaryOf(const login::SignInCard &card)
{
    QStringList parts;
    const auto add = [&](State state, const QString &text) {
        if (countOf(card, state) > 0)
            parts += text;
    };
    add(State::Bad, tr("%n bad", nullptr, countOf(card, State::Bad)));
    add(State::Weak, tr("%n weak", nullptr, countOf(card, State::Weak)));
    add(State::Unknown, tr("%n not known", nullptr, countOf(card, State::Unknown)));
    add(State::Good, tr("%n good", nullptr, countOf(card, State::Good)));
    return parts.join(QStringLiteral(" · "));
}

void SignInCardPanel::showNothing()
{
    m_card.reset();
    m_wasAsked = false;
    m_model->setFindings({});
    m_page->setHeadline({});
    m_page->setNotes({});
    m_page->showInstead(tr("The card of a sign-in appears here once somebody is signed in: whether PKCE is "
                           "enforced, whether refresh tokens rotate, lifetimes, algorithms, cookies."));
    m_copy->setEnabled(false);
    m_page->askButton().setEnabled(hasSession(m_sessions.info(m_profileId)));
}

void SignInCardPanel::copy()
{
    if (!m_card)
        return;
    QGuiApplication::clipboard()->setText(m_card->toMarkdown());
    m_page->showMessage(InlineBar::Kind::Success, tr("The card was copied as Markdown."));
}

void SignInCardPanel::sizeColumns()
{
    const int state = m_table->neededWidth(SignInCardModel::State);
    const int check = m_table->neededWidth(SignInCardModel::Check);
    const int room = m_table->viewport()->width();
    const int standard =
        m_table->neededWidth(SignInCardModel::Standard, std::clamp(room / 4, 120, widestStandard));
    m_table->fitColumn(SignInCardModel::State, state);
    m_table->fitColumn(SignInCardModel::Check, check);
    m_table->fitColumn(SignInCardModel::Standard, standard);
    m_table->fitColumn(SignInCardModel::Sentence,
                       std::max(narrowestSentence, room - state - check - standard));
}

} // namespace claimcheck::ui
