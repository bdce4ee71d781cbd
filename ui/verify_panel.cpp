#include "verify_panel.h"

#include "inspect/rules_keys.h"
#include "models/checks_model.h"
#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int reasonAtLeast = 280;

QString withHint(const Error &error)
{
    const Description words = describe(error);
    //: %1 says what is wrong, %2 what can be done about it.
    return words.hint.isEmpty() ? words.message : VerifyPanel::tr("%1 %2").arg(words.message, words.hint);
}

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

} // namespace

VerifyPanel::VerifyPanel(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_choice(new KeyChoice(this))
    , m_issuer(new QLineEdit(this))
    , m_audience(new QLineEdit(this))
    , m_verify(new QPushButton(tr("Verify"), this))
    , m_bar(new InlineBar(this))
    , m_model(new ChecksModel(this))
    , m_checks(new PlainTable(this))
    , m_hint(plainLabel(tr("Nothing was verified yet. The key decides: a secret or public key of your own, "
                           "or the keys of the server that you signed in to."),
                        this))
{
    m_issuer->setObjectName(QStringLiteral("expectedIssuer"));
    m_issuer->setPlaceholderText(tr("Any issuer"));
    m_audience->setObjectName(QStringLiteral("expectedAudience"));
    m_audience->setPlaceholderText(tr("Any audience"));
    m_verify->setObjectName(QStringLiteral("verifyButton"));
    m_verify->setAccessibleDescription(tr("Tries the signature; the token stays as it is"));
    m_bar->setObjectName(QStringLiteral("verifyOutcome"));
    m_checks->setObjectName(QStringLiteral("checksTable"));
    m_checks->setAccessibleName(tr("Checks"));
    m_checks->setRows(m_model);
    connect(m_checks, &PlainTable::resized, this, &VerifyPanel::sizeColumns);
    m_checks->hide();
    m_hint->setObjectName(QStringLiteral("verifyHint"));
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setWordWrap(true);

    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("&Key:"), m_choice);
    auto *expected = new QHBoxLayout;
    expected->setSpacing(8);
    expected->addWidget(m_issuer, 1);
    auto *audienceLabel = new QLabel(tr("A&udience:"), this);
    audienceLabel->setBuddy(m_audience);
    expected->addWidget(audienceLabel);
    expected->addWidget(m_audience, 1);
    expected->addWidget(m_verify);
    auto *issuerLabel = new QLabel(tr("I&ssuer:"), this);
    issuerLabel->setBuddy(m_issuer);
    form->addRow(issuerLabel, expected);
    for (QLabel *label : {static_cast<QLabel *>(form->labelForField(m_choice)), issuerLabel, audienceLabel})
        label->setTextFormat(Qt::PlainText);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(m_bar);
    column->addWidget(m_hint);
    column->addWidget(m_checks, 1);
    column->addStretch(0);

    connect(m_verify, &QPushButton::clicked, this, &VerifyPanel::verify);
    connect(m_choice, &KeyChoice::submitted, this, &VerifyPanel::verify);
    connect(m_issuer, &QLineEdit::returnPressed, this, &VerifyPanel::verify);
    connect(m_audience, &QLineEdit::returnPressed, this, &VerifyPanel::verify);
}

void VerifyPanel::setToken(const inspect::ReportPtr &report)
{
    m_report = report;
    m_fetching.reset();
    setBusy(false);
    m_choice->wipe();
    m_bar->clear();
    m_model->setChecks({});
    m_checks->hide();
    m_hint->show();
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
    setBusy(false);
    if (!keys) {
        m_model->setChecks({});
        m_checks->hide();
        m_bar->show_(InlineBar::Kind::Error, withHint(keys.error()),
                     QString::fromLatin1(codeName(keys.error().code)));
        return;
    }
    jose::Expectations expected;
    expected.at = m_clock.now();
    if (!m_issuer->text().isEmpty())
        expected.issuer = m_issuer->text().toUtf8();
    if (m_audience->text().isEmpty())
        expected.audience = jose::Ignored{};
    else
        expected.audience = m_audience->text().toUtf8();
    const jose::Validation validation = jose::inspect(m_report->token, *keys, expected);
    showOutcome(validation);
    inspect::ReportContext context;
    context.signature = validation.signature;
    context.signatures = validation.signatures;
    context.keyFindings = inspect::keyFindings(m_report->token, *keys, validation.signature);
    Q_EMIT judged(context);
}

void VerifyPanel::showOutcome(const jose::Validation &validation)
{
    m_model->setChecks(validation.checks);
    m_checks->show();
    sizeColumns();
    const jose::SignatureResult &signature = validation.signature;
    const QString code = signature.reason ? QString::fromLatin1(codeName(signature.reason->code)) : QString();
    switch (signature.outcome) {
    case jose::SignatureOutcome::Match:
        if (validation.accepted())
            return m_bar->show_(InlineBar::Kind::Success, matchSentence(signature));
        return m_bar->show_(InlineBar::Kind::Warning,
                            tr("%1 Other checks failed.").arg(matchSentence(signature)));
    case jose::SignatureOutcome::Mismatch:
        return m_bar->show_(
            InlineBar::Kind::Error,
            signature.reason ? withHint(*signature.reason) : tr("The signature does not match."), code);
    case jose::SignatureOutcome::CouldNotCheck:
    case jose::SignatureOutcome::NotChecked:
        return m_bar->show_(
            InlineBar::Kind::Warning,
            signature.reason ? tr("The signature could not be checked. %1").arg(withHint(*signature.reason))
                             : tr("The signature was not checked."),
            code);
    }
}

void VerifyPanel::setBusy(bool busy)
{
    m_verify->setEnabled(!busy);
    m_verify->setText(busy ? tr("Verifying…") : tr("Verify"));
}

void VerifyPanel::sizeColumns()
{
    const int name = m_checks->neededWidth(ChecksModel::Name);
    const int outcome = m_checks->neededWidth(ChecksModel::Outcome);
    const int reason = m_checks->viewport()->width() - name - outcome;
    const int standard = m_checks->neededWidth(ChecksModel::Standard);
    const bool roomy = reason - standard >= reasonAtLeast; // else the standard is the first to go
    m_checks->setColumnHidden(ChecksModel::Standard, !roomy);
    m_checks->setColumnWidth(ChecksModel::Name, name);
    m_checks->setColumnWidth(ChecksModel::Outcome, outcome);
    m_checks->setColumnWidth(ChecksModel::Standard, standard);
    m_checks->setColumnWidth(ChecksModel::Reason, qMax(160, roomy ? reason - standard : reason));
}

} // namespace claimcheck::ui
