#pragma once

#include "support/cli_process.h"
#include "support/test_server.h"

#include <QTemporaryDir>
#include <QTest>

using namespace claimcheck::test;
using namespace Qt::StringLiterals;

/// `request` as curl's users type it, `history` and `secret`. Runs inside with_keyring.sh.
class TestCliSend final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void writesPieceByPiece();
    void keepsWhatCameInAFile();
    void leavesNoHalfFileWhenItIsInterrupted_data();
    void leavesNoHalfFileWhenItIsInterrupted();
    void touchesNoFileWithoutAnAnswer();
    void sendsOnceMoreAndPrintsOneAnswer();
    void sendsBodies_data();
    void sendsBodies();
    void refusesBodiesThatCannotBeMixed();
    void printsHeads();
    void saysWhatWentWithIt();
    void saysWhenAllHeadersAreLost();
    void documentsSayWhatWasHeldBack();
    void redirectsAsTold();
    void keepsAHistory();
    void aDamagedHistoryIsKeptAside();
    void secretsStayOnTheirServers();
    void keptSecretsAreNotReplaced();

private:
    CliRun run(const QStringList &arguments, const QByteArray &input = {});
    CliRun request(const QStringList &arguments, const QByteArray &input = {})
    {
        return run(QStringList{u"request"_s, u"p"_s} + arguments, input);
    }
    [[nodiscard]] QString write(const char *name, const QByteArray &text) const;
    TestServer m_server;
    QTemporaryDir m_folder;
};
