#pragma once

#include "support/provider_tools.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace claimcheck;
using namespace claimcheck::test;

/// HTTP Basic with the two as they are; RFC 6749 section 2.3.1 would have them encoded first.
inline RawHeaders basic(const QByteArray &id, const QByteArray &secret)
{
    return {{"Authorization", "Basic " + (id + ':' + secret).toBase64()}};
}

/// The token endpoint: each grant, each way to authenticate, and each attack with its exact error.
class TestPracticeOauthToken final : public QObject {
    Q_OBJECT

private:
    [[nodiscard]] RawAnswer ask(const Pairs &form, const RawHeaders &headers = {});
    [[nodiscard]] RawAnswer refresh(const QByteArray &token, const Pairs &changes = {});
    [[nodiscard]] int userInfo(const QByteArray &accessToken);
    [[nodiscard]] qint64 now() const;
    [[nodiscard]] Pairs machineForm(const Pairs &changes = {});
    PracticeProvider m_provider;

private Q_SLOTS:
    void initTestCase();
    void refusesWrongCodes_data();
    void refusesWrongCodes();
    void codeIsGoodForAMinute();
    void replayedCodeRevokesWhatItGave();
    void codeIsItsClients();
    void refusesWrongRequests_data();
    void refusesWrongRequests();
    void refreshRotates();
    void reusedRefreshTokenEndsAll();
    void refreshTokenIsItsClients();
    void refreshNeverWidensTheScope();
    void noRefreshTokenWithoutOfflineAccess();
    void clientsAuthenticateTheirWayOnly_data();
    void clientsAuthenticateTheirWayOnly();
    void clientCredentialsAreNobody();
    void assertionsAreJudged_data();
    void assertionsAreJudged();
    void assertionIsUsedOnce();
    void secretMayBeProvenByAnHmac();
    void jwtBearerActsForAPerson();
    void passwordGrant_data();
    void passwordGrant();
    void opaqueTokensWork();
    void exchangeNarrows();
    void exchangeRefuses_data();
    void exchangeRefuses();
};
