#pragma once

#include "requests/http_file.h"

#include "requests_samples.h"

#include <QTest>

using namespace claimcheck;
using namespace claimcheck::requests;
using claimcheck::test::sample;
using namespace Qt::StringLiterals;

inline HttpFile parsed(const QByteArray &text)
{
    auto file = HttpFile::parse(text);
    Q_ASSERT(file);
    return *std::move(file);
}

inline QByteArray withCrLf(QByteArray text)
{
    return text.replace('\n', "\r\n");
}

/// Files of requests, as they are read and as they are written.
class TestRequestsHttpFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsRequestLines_data();
    void readsRequestLines();
    void readsWhatStandsInTheSample();
    void readsBodies();
    void namesWhatItDoesNotKnow();
    void savingTheSameChangesNothing_data();
    void savingTheSameChangesNothing();
    void editsTouchOnlyTheirLines_data();
    void editsTouchOnlyTheirLines();
    void writesWhatItReads_data();
    void writesWhatItReads();
    void refusesWhatTheFormatCannotSay_data();
    void refusesWhatTheFormatCannotSay();
    void removesOneRequest();
    void setsVariables();
    void survivesAnyBytes();
};
