// Compiled once for all tests without windows (a precompiled header): what core/prefix.h has, and what most
// tests read.
#include "../core/prefix.h"
#include "support/patience.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
