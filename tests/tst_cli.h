#pragma once

#include "support/cli_process.h"

#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

// RFC 7515 appendix A.1: HS256, exp 1300819380.
inline const QByteArray rfcToken = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                                   "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv"
                                   "bS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline const QByteArray rfcSecret =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

/// The command line's contract, offline: exit codes, JSON documents and error codes.
class TestCli final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void helpIsOnStandardOutput_data();
    void helpIsOnStandardOutput();
    void manPageHasEveryCode();
    void usageErrors_data();
    void usageErrors();
    void inspectFindsTheToken_data();
    void inspectFindsTheToken();
    void inspectReportsWhatTheParserNotices();
    void inspectTellsThatThereIsNoToken();
    void inspectTextNeverSaysValid();
    void inspectShowsControlCharactersAsText();
    void verifyAccepts();
    void verifyRefuses_data();
    void verifyRefuses();
    void verifyTakesANamedSet_data();
    void verifyTakesANamedSet();
    void verifyNeedsOneKeySource();
    void recipesSayWhatIsTested();
    void oneRecipeIsShown();
    void slipsAreNamed();
    void profilesAreKept();
    void profileErrors_data();
    void profileErrors();
    void withoutABusTheKeychainStateIsTold();

private:
    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes);
    QTemporaryDir m_folder;
    QString m_secretFile;
};
