#pragma once

#include "sessions_tools.h"

#include "requests/sender.h"

using namespace sessions_tools;
using namespace claimcheck::requests;

/// Saved requests on their way: what is filled in, attached, refreshed, kept and written down.
class TestRequestsSender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sendsWhatIsFilledIn();
    void attachesTheChosenCredential_data();
    void attachesTheChosenCredential();
    void refreshesOnceAfterA401();
    void refreshesATokenThatStandsInTheRequest();
    void secretsOfTheKeychainKeepTheirLeash();
    void secretsAreKeptListedAndRemoved();
    void whatIsKeptIsNeverReplacedByAnImport();
    void refusesOtherConnections();
    void bodiesArriveWhileTheyCome();
    void cancellingKeepsWhatCame();
    void anErrorKeepsWhatCame();
    void tooLargeKeepsWhatFits();
    void filesAreReadWhileTheyAreSent();
    void filesAreThoseOfTheFolder_data();
    void filesAreThoseOfTheFolder();
    void writesDownWithoutSecrets();
    void whatIsWrittenDownCanBeSentAgain();
    void whatAServerRepeatsIsNotWrittenDown();
    void addressesOfAnswersHoldReferences();
    void settingsOfTheHistory();
    void literalTextIsLeftAlone();

private:
    [[nodiscard]] Sent send(Outbound out, SendWatcher watcher = {});
    [[nodiscard]] Outbound get(const QByteArray &url) const;
    void signedIn();
    void keep(const QByteArray &name, const QByteArray &secret);
    [[nodiscard]] QByteArray codeOf(const Sent &sent) const
    {
        return sent.answer ? "" : codeName(sent.answer.error().code);
    }
    [[nodiscard]] static QByteArray bodyOf(const Sent &sent)
    {
        return *sent.body->read(0, sent.body->size());
    }

    std::unique_ptr<TokenServer> m_server;
    std::unique_ptr<Computer> m_computer;
    std::unique_ptr<Sessions> m_sessions;
    std::unique_ptr<Sender> m_sender;
    std::shared_ptr<const Expander> m_expander;
};
