// Compiled once for all rooms and tests (a precompiled header): what nearly every file includes, and nothing
// that a room may not see. Every file still includes what it uses: the fuzz targets are built without this.
#include <QByteArray>
#include <QByteArrayList>
#include <QCoreApplication>
#include <QHash>
#include <QObject>
#include <QString>
#include <QStringList>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <variant>
#include <vector>
