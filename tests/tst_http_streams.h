#pragma once

#include "support/http_call.h"
#include "support/test_server.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::http;
using namespace claimcheck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Keeps what comes, in pieces.
class Keeper final : public BodySink {
public:
    void begin(const Response &head) override
    {
        ++begun;
        status = head.status;
        body.clear();
    }
    Result<Done> write(QByteArrayView bytes) override
    {
        if (refuse)
            return Error{ErrorCode::FileUnwritable, u"sink"_s};
        body += bytes;
        return Done{};
    }
    int begun = 0;
    int status = 0;
    QByteArray body;
    bool refuse = false;
};

/// Bodies that stream in and out, and servers that mean harm with theirs.
class TestHttpStreams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBodyComesPieceByPiece();
    void eachAnswerBeginsOnce();
    void aSinkEndsTheExchange();
    void unpacks_data();
    void unpacks();
    void damagedPacksAreErrors_data();
    void damagedPacksAreErrors();
    void bombsStopAtTheLimit_data();
    void bombsStopAtTheLimit();
    void anEndlessBodyStopsAtTheLimit();
    void aSliceEnds();
    void tellsTheWireSize();
    void stalls();
    void aStreamMayTakeItsTime();
    void bytesThatAreNoText();
    void uploadsFromASource();
    void aSourceThatShrinksIsAnError();
    void aSourceGoesAlongWithA307();
    void saysWhatTheConnectionWasSecuredWith();
    void timesTheHandshake();
    void timesTheConnection();
    void watchesEveryExchange();
};
