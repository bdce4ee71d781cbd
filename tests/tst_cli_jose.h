#pragma once

#include "support/cli_process.h"

#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// What a segment of a token says.
inline QByteArray decoded(const QByteArray &segment)
{
    return QByteArray::fromBase64(segment, QByteArray::Base64UrlEncoding);
}

/// sign, encrypt, decrypt, key, and verify in every form: the real program, offline.
class TestCliJose final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatIsSignedGoesOutByteForByte();
    void signedTokensVerify_data();
    void signedTokensVerify();
    void signOffersOtherForms();
    void signRefuses_data();
    void signRefuses();
    void decryptsTheStandardsTokens();
    void nothingIsPrintedOfATokenThatWasChanged();
    void whatIsEncryptedIsDecrypted_data();
    void whatIsEncryptedIsDecrypted();
    void encryptRefuses_data();
    void encryptRefuses();
    void largeTextsAreDecrypted();
    void keysAreConverted();
    void thePublicKeyIsPublic();
    void encryptedKeysAreOpened();
    void thumbprintsAreThoseOfTheStandard();
    void keySetsSayWhatTheyRejected();
    void keyRefuses_data();
    void keyRefuses();
    void verifyTakesEveryForm();
    void anSdJwtMayHaveToBeBound();
    void privateMembersInASetAreNoticed();

private:
    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes);
    [[nodiscard]] QString generated(const QStringList &arguments);
    QTemporaryDir m_folder;
    QString m_ec, m_rsa, m_secret;
};
