#pragma once

#include "token_samples.h"

#include "jose/signing.h"
#include "support/patience.h"
#include "ui/key_choice.h"
#include "ui/token_panel.h"
#include "ui/vouching_view.h"
#include "ui/widgets/inline_bar.h"
#include "ui/widgets/secret_field.h"

#include <QComboBox>
#include <QLabel>
#include <QMessageAuthenticationCode>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>

#include <algorithm>
#include <memory>

using namespace claimcheck;
using namespace claimcheck::ui;
using namespace Qt::StringLiterals;
using samples::find;

inline constexpr QByteArrayView secret = "a secret of thirty-two octets...";
inline constexpr QByteArrayView claims =
    "{\"iss\":\"https://idp.example\",\"aud\":\"api\",\"exp\":1795294709}";

/// By hand, since Claimcheck itself does not sign with a secret that is too short.
inline QByteArray signedWith(QByteArrayView text)
{
    const QByteArray input = base64url::encode("{\"alg\":\"HS256\"}") + '.' + base64url::encode(claims);
    return input + '.' +
           base64url::encode(
               QMessageAuthenticationCode::hash(input, text.toByteArray(), QCryptographicHash::Sha256));
}

/// What verifying says: with which key, who vouches for it, and what else was checked.
class VerifyPanelTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(samples::nowSeconds)};
    std::unique_ptr<TokenPanel> m_panel;
    jose::Key m_key = *jose::generateKey(jose::KeyType::Ec, "P-256");

    QString verdict() const { return find<QLabel>(*m_panel, "verdictText")->text(); }
    QString outcome() const { return find<InlineBar>(*m_panel, "verifyOutcome")->message(); }
    void choose(KeyChoice::Source source)
    {
        auto *sources = find<QComboBox>(*m_panel, "keySource");
        sources->setCurrentIndex(sources->findData(static_cast<int>(source)));
    }
    void paste(const QByteArray &keys)
    {
        choose(KeyChoice::Source::Pasted);
        find<QPlainTextEdit>(*m_panel, "pastedKeys")->setPlainText(QString::fromUtf8(keys));
    }
    QString label(const char *name) const
    {
        const auto *found = find<QLabel>(*m_panel, name);
        return found->isVisible() ? found->text() : QString();
    }
    VouchingView::Tone tone() const { return find<VouchingView>(*m_panel, "vouchingView")->tone(); }
    bool hasFinding(QByteArrayView id) const
    {
        const auto &findings = m_panel->report()->findings;
        return std::any_of(findings.begin(), findings.end(),
                           [id](const inspect::Finding &finding) { return finding.id == id; });
    }
    void verify() { QTest::mouseClick(find<QPushButton>(*m_panel, "verifyButton"), Qt::LeftButton); }
    void verifyWithSecret(QByteArrayView text)
    {
        auto *field = find<SecretField>(*m_panel, "verifySecret");
        field->clear();
        QTest::keyClicks(field, QString::fromLatin1(text));
        QTest::keyClick(field, Qt::Key_Return);
    }
    QByteArray publicSet() const { return "{\"keys\":[" + *jose::publicJwk(m_key) + "]}"; }
    QByteArray ecToken() const
    {
        return *jose::signCompact("{\"alg\":\"ES256\"}", claims.toByteArray(), m_key,
                                  *jose::findAlgorithm("ES256"));
    }
    QString check(const QString &name) const
    {
        const auto *model = find<QTableView>(*m_panel, "checksTable")->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, 0).data().toString() == name)
                return model->index(row, 1).data().toString();
        return {};
    }

private Q_SLOTS:
    void init();
    void cleanup();
    void theRightSecretMatches();
    void aWrongSecretDoesNot();
    void typingChangesNothing();
    void anotherTokenWipesTheSecret();
    void theSecretCannotBeCopied();
    void aWeakSecretIsSaid();
    void whatIsExpectedIsChecked();
    void keysComeFromFilesAndPastedText();
    void aMissingFileIsSaid();
    void nothingChosenIsSaid();
    void theProfilesKeysAreFetchedOnlyWhenAsked();
    void withoutAProfileItsKeysAreNotOffered();
    void saysWhoVouches();
    void saysWhichKeyWasChosenAndWhy();
    void asksAnAddressOnlyOnAClick();
    void refusesAddressesWithoutTls();
    void discoversAnIssuer();
    void anEncryptedKeyAsksForItsPassword();
    void expectationsAreKeptUnderAName();
    void eachOfSeveralSignaturesIsListed();
    void theKeyBindingIsCheckedWithItsNonce();
    void whatIsWrongWithTheKeyIsAFinding();
    void theCheckCanBeReproduced();
};
