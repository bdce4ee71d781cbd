#pragma once

#include <QTest>

namespace claimcheck::test {

/// How long a test waits for a condition before it fails: more than a machine takes that is busy with other
/// tests and builds, and less than CTest gives a test function (tests/CMakeLists.txt).
inline constexpr int busyMachineMs = 60'000;

} // namespace claimcheck::test

// Qt's own patience is five seconds, which a sign-in with slow hashes can take beside three other tests.
#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, ::claimcheck::test::busyMachineMs)
#define QTRY_VERIFY2(condition, words)                                                                       \
    QTRY_VERIFY2_WITH_TIMEOUT(condition, words, ::claimcheck::test::busyMachineMs)
#define QTRY_COMPARE(actual, expected)                                                                       \
    QTRY_COMPARE_WITH_TIMEOUT(actual, expected, ::claimcheck::test::busyMachineMs)
