#include "verify_panel.h"

#include "decrypt_panel.h"
#include "error_words.h"
#include "expectations_form.h"
#include "inspect/key_story.h"
#include "inspect/reproduce.h"
#include "inspect/rules_keys.h"
#include "jose/key_selection.h"
#include "models/checks_model.h"
#include "reproduce_dialog.h"
#include "vouching_view.h"
#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int reasonAtLeast = 280;
constexpr int rowsAtLeast = 5;
constexpr int answerBelow = 96; // of the evidence under the answer

QString matchSentence(const jose::SignatureResult &signature)
{
    const QString algorithm = QString::fromUtf8(signature.algorithm);
    if (signature.weakKey)
        return VerifyPanel::tr("The signature matches (%1), but the key is too short to be safe.")
            .arg(algorithm);
    if (!signature.keyId.isEmpty())
        return VerifyPanel::tr("The signature matches (%1, key %2).")
            .arg(algorithm, QString::fromUtf8(signature.keyId));
    return VerifyPanel::tr("The signature matches (%1).").arg(algorithm);
}

/// The key that counts, where there is one to name.
std::optional<jose::Key> triedKey(const jose::ParsedToken &token, const jose::KeySet &keys,
                                  const jose::SignatureResult &signature)
{
    const jose::Algorithm *algorithm = jose::findAlgorithm(signature.algorithm);
    if (!algorithm || token.form() != jose::Form::Compact)
        return std::nullopt;
    const auto found =
        jose::selectKeys(keys, *algorithm, token.parameter("kid").toUtf8(), jose::AllowedBy::Key);
    return found.keys.size() == 1 ? std::optional(*found.keys.front()) : std::nullopt;
}

/// Of a JWS with several signatures, each one's outcome as a check of its own.
std::vector<jose::Check> signatureChecks(const std::vector<jose::SignatureResult> &signatures)
{
    std::vector<jose::Check> checks;
    if (signatures.size() < 2)
        return checks;
    using Outcome = jose::Check::Outcome;
    for (const jose::SignatureResult &signature : signatures) {
        jose::Check check;
        check.name = VerifyPanel::tr("Signature %1 (%2)")
                         .arg(signature.index + 1)
                         .arg(QString::fromUtf8(signature.algorithm))
                         .toUtf8();
        check.outcome = signature.outcome == jose::SignatureOutcome::Match      ? Outcome::Passed
                        : signature.outcome == jose::SignatureOutcome::Mismatch ? Outcome::Failed
                                                                                : Outcome::NotChecked;
        check.reason = signature.reason;
        check.sentence = signature.reason ? nullptr : QT_TRANSLATE_NOOP("Check", "The signature matches.");
        check.standard = "RFC 7515 section 5.2";
        checks.push_back(std::move(check));
    }
    return checks;
}

void append(std::vector<jose::Check> &checks, const std::vector<jose::Check> &more,
            const QString &prefix = {})
{
    for (jose::Check check : more) {
        if (!prefix.isEmpty())
            check.name = (prefix + ChecksModel::wordsOf(check.name)).toUtf8();
        checks.push_back(std::move(check));
    }
}

} // namespace

VerifyPanel::VerifyPanel(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_pages(new QStackedLayout(this))
    , m_scroll(new QScrollArea(this))
    , m_choice(new KeyChoice(KeyChoice::Use::Verify, this))
    , m_expected(new ExpectationsForm(this))
    , m_verify(new QPushButton(tr("Verify"), this))
    , m_reproduce(new QPushButton(tr("Reproduce…"), this))
    , m_bar(new InlineBar(this))
    , m_vouching(new VouchingView(this))
    , m_model(new ChecksModel(this))
    , m_checks(new PlainTable(this))
    , m_hint(plainLabel(tr("Nothing was verified yet. The key decides: a secret or public key of your own, "
                           "or the keys of the server that issued the token."),
                        this))
{
    m_verify->setObjectName(QStringLiteral("verifyButton"));
    m_verify->setAccessibleDescription(tr("Tries the signature; the token stays as it is"));
    m_reproduce->setObjectName(QStringLiteral("reproduceButton"));
    m_reproduce->setAccessibleDescription(tr("How anybody can check the same without Claimcheck"));
    m_reproduce->setEnabled(false);
    m_bar->setObjectName(QStringLiteral("verifyOutcome"));
    m_vouching->setObjectName(QStringLiteral("vouchingView"));
    m_checks->setObjectName(QStringLiteral("checksTable"));
    m_checks->setAccessibleName(tr("Checks"));
    m_checks->setRows(m_model);
    m_checks->setMinimumHeight((rowsAtLeast + 1) * m_checks->verticalHeader()->defaultSectionSize());
    connect(m_checks, &PlainTable::resized, this, &VerifyPanel::sizeColumns);
    m_checks->hide();
    m_hint->setObjectName(QStringLiteral("verifyHint"));
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setWordWrap(true);

    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(makeVerifyPage());
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->widget()->setAutoFillBackground(false);
    m_pages->addWidget(m_scroll);

    connect(m_verify, &QPushButton::clicked, this, &VerifyPanel::verify);
    connect(m_reproduce, &QPushButton::clicked, this, &VerifyPanel::showReproduction);
    connect(m_choice, &KeyChoice::submitted, this, &VerifyPanel::verify);
    connect(m_choice, &KeyChoice::asking, m_vouching, &VouchingView::addAsked);
    connect(m_choice, &KeyChoice::changed, this, [this] { setBusy(m_fetching != nullptr); });
    connect(m_expected, &ExpectationsForm::submitted, this, &VerifyPanel::verify);
    connect(m_expected, &ExpectationsForm::failed, this, [this](const Error &error) {
        m_bar->show_(InlineBar::Kind::Error, sentences(error), codeText(error));
    });
}

/// Made with the first JWE: most tokens are none.
DecryptPanel &VerifyPanel::decryptPanel()
{
    if (m_decrypt)
        return *m_decrypt;
    m_decrypt = new DecryptPanel(this);
    m_decrypt->setObjectName(QStringLiteral("decryptPage"));
    m_pages->addWidget(m_decrypt);
    connect(m_decrypt, &DecryptPanel::openRequested, this, &VerifyPanel::tokenOpened);
    connect(m_decrypt, &DecryptPanel::decrypted, this, [this](const QByteArray &plaintext) {
        inspect::ReportContext context;
        context.plaintext = plaintext;
        Q_EMIT judged(context);
    });
    return *m_decrypt;
}

QWidget *VerifyPanel::makeVerifyPage()
{
    auto *page = new QWidget;
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_verify);
    buttons->addWidget(m_reproduce);
    buttons->addStretch(1);
    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    QLabel *keyLabel = plainLabel(tr("&Key:"), page);
    keyLabel->setBuddy(m_choice);
    form->addRow(keyLabel, m_choice);
    form->addRow(plainLabel(tr("Expected:"), page), m_expected);
    form->addRow(plainLabel({}, page), buttons);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(m_bar);
    column->addWidget(m_vouching);
    column->addWidget(m_hint);
    column->addWidget(m_checks, 1);
    column->addStretch(0);
    return page;
}

inspect::ExpectationSet VerifyPanel::expectations() const
{
    return m_expected->current();
}

void VerifyPanel::setConfigFolder(const QString &folder)
{
    m_expected->setFolder(folder);
}

void VerifyPanel::setToken(const inspect::ReportPtr &report)
{
    m_report = report;
    m_fetching.reset();
    m_tried.reset();
    m_reproduce->setEnabled(false);
    setBusy(false);
    m_choice->wipe();
    m_choice->setToken(report ? &report->token : nullptr);
    m_expected->setKeyBinding(report && report->kind == inspect::Kind::SdJwt);
    m_bar->clear();
    m_vouching->clearOutcome();
    m_vouching->clearAsked();
    m_model->setChecks({});
    m_checks->hide();
    m_hint->show();
    const bool encrypted = report && report->encryption;
    if (encrypted || m_decrypt)
        decryptPanel().setToken(report);
    m_pages->setCurrentIndex(encrypted ? 1 : 0);
}

void VerifyPanel::setKeyFetcher(const QString &label, TokenPanel::KeyFetcher fetch)
{
    m_fetching.reset();
    setBusy(false);
    m_choice->setFetcher(label, std::move(fetch));
}

void VerifyPanel::verify()
{
    if (!m_report || m_fetching)
        return;
    m_bar->clear();
    m_hint->hide();
    m_fetching = std::make_unique<QObject>();
    setBusy(true);
    m_choice->get(m_fetching.get(), [this](const Result<jose::KeySet> &keys) { onKeys(keys); });
}

void VerifyPanel::onKeys(const Result<jose::KeySet> &keys)
{
    // The one who calls may still use the context: it goes after this call.
    m_fetching.release()->deleteLater();
    m_tried.reset();
    setBusy(false);
    if (keys)
        return judge(*keys);
    m_model->setChecks({});
    m_checks->hide();
    m_vouching->clearOutcome();
    m_reproduce->setEnabled(false);
    m_bar->show_(InlineBar::Kind::Error, sentences(keys.error()), codeText(keys.error()));
    showAnswer();
}

void VerifyPanel::judge(const jose::KeySet &keys)
{
    jose::Expectations expected;
    expected.at = m_clock.now();
    expected.audience = jose::Ignored{}; // what is left empty is said to be ignored
    m_expected->current().applyTo(expected);

    jose::Validation validation;
    std::vector<jose::Check> checks;
    bool accepted;
    if (m_report->sdJwt) {
        const auto whole = jose::inspectSdJwt(*m_report->sdJwt, keys, expected, m_expected->keyBinding());
        validation = whole.issuer;
        checks = validation.checks;
        append(checks, whole.checks);
        if (whole.keyBinding)
            append(checks, whole.keyBinding->checks, tr("Key binding: "));
        accepted = whole.accepted();
    } else {
        validation = jose::inspect(m_report->token, keys, expected);
        checks = signatureChecks(validation.signatures);
        append(checks, validation.checks);
        accepted = validation.accepted();
    }
    m_model->setChecks(std::move(checks));
    m_checks->show();
    sizeColumns();
    showAnswer();
    m_tried = triedKey(m_report->token, keys, validation.signature);
    m_reproduce->setEnabled(m_tried.has_value());
    m_vouching->show_(validation.signature,
                      inspect::keyStory(m_report->token, keys, validation.signature.index));
    showOutcome(validation.signature, accepted);

    inspect::ReportContext context;
    context.signature = validation.signature;
    context.signatures = validation.signatures;
    context.leeway = expected.leeway;
    context.keyFindings = inspect::keyFindings(m_report->token, keys, validation.signature);
    Q_EMIT judged(context);
}

/// In a low window the answer may be below the fields. Once the layout knows where.
void VerifyPanel::showAnswer()
{
    QMetaObject::invokeMethod(
        this, [this] { m_scroll->ensureWidgetVisible(m_bar, 0, answerBelow); }, Qt::QueuedConnection);
}

void VerifyPanel::showOutcome(const jose::SignatureResult &signature, bool accepted)
{
    const QString code = signature.reason ? codeText(*signature.reason) : QString();
    switch (signature.outcome) {
    case jose::SignatureOutcome::Match:
        if (accepted)
            return m_bar->show_(InlineBar::Kind::Success, matchSentence(signature));
        return m_bar->show_(InlineBar::Kind::Warning,
                            tr("%1 Other checks failed.").arg(matchSentence(signature)));
    case jose::SignatureOutcome::Mismatch:
        return m_bar->show_(
            InlineBar::Kind::Error,
            signature.reason ? sentences(*signature.reason) : tr("The signature does not match."), code);
    case jose::SignatureOutcome::CouldNotCheck:
    case jose::SignatureOutcome::NotChecked:
        return m_bar->show_(
            InlineBar::Kind::Warning,
            signature.reason ? tr("The signature could not be checked. %1").arg(sentences(*signature.reason))
                             : tr("The signature was not checked."),
            code);
    }
}

void VerifyPanel::showReproduction()
{
    const auto words = inspect::reproduce(m_report->token, *m_tried);
    if (!words)
        return m_bar->show_(InlineBar::Kind::Error, sentences(words.error()), codeText(words.error()));
    auto *dialog = new ReproduceDialog(*words, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void VerifyPanel::setBusy(bool busy)
{
    m_verify->setEnabled(!busy);
    m_verify->setText(busy                   ? tr("Verifying…")
                      : m_choice->isRemote() ? tr("Fetch keys and verify")
                                             : tr("Verify"));
}

void VerifyPanel::sizeColumns()
{
    const int name = m_checks->neededWidth(ChecksModel::Name);
    const int outcome = m_checks->neededWidth(ChecksModel::Outcome);
    const int reason = m_checks->viewport()->width() - name - outcome;
    const int standard = m_checks->neededWidth(ChecksModel::Standard);
    const bool roomy = reason - standard >= reasonAtLeast; // else the standard is the first to go
    m_checks->setColumnHidden(ChecksModel::Standard, !roomy);
    m_checks->fitColumn(ChecksModel::Name, name);
    m_checks->fitColumn(ChecksModel::Outcome, outcome);
    m_checks->fitColumn(ChecksModel::Standard, standard);
    m_checks->fitColumn(ChecksModel::Reason, qMax(160, roomy ? reason - standard : reason));
}

} // namespace claimcheck::ui
