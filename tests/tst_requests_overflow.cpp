#include "requests/overflow.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>
#include <thread>

#include <sys/resource.h>

using namespace claimcheck;
using namespace claimcheck::requests;
using namespace Qt::StringLiterals;

namespace {

/// Bytes that tell where they stand.
QByteArray pattern(qint64 size)
{
    QByteArray out;
    out.reserve(size);
    for (qint64 i = 0; out.size() < size; ++i)
        out += "line " + QByteArray::number(i) + '\n';
    out.truncate(size);
    return out;
}

/// The unnamed file, through what the system knows of this process.
QString openTemporaryFile()
{
    const QDir open(u"/proc/self/fd"_s);
    for (const QString &name : open.entryList(QDir::Files | QDir::System)) {
        const QString target = QFile::symLinkTarget(open.filePath(name));
        if (target.contains(u"(deleted)"))
            return open.filePath(name);
    }
    return {};
}

constexpr qint64 block = Overflow::blockSize;

} // namespace

class TestRequestsOverflow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAnyPart_data();
    void readsAnyPart();
    void hasNoNameAndNothingReadable();
    void noticesAChangedFile();
    void findsAcrossBlocks_data();
    void findsAcrossBlocks();
    void stopsWhenAsked();
    void readsWhileItGrows();
    void keepsWhatItHasWhenTheDiskIsFull();
};

void TestRequestsOverflow::readsAnyPart_data()
{
    QTest::addColumn<qint64>("inMemory");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<bool>("onDisk");
    QTest::newRow("empty") << qint64(0) << qint64(0) << false;
    QTest::newRow("less than a block") << qint64(0) << qint64(100) << false;
    QTest::newRow("exactly a block") << qint64(0) << block << true;
    QTest::newRow("a block in memory") << block << block + 1 << false;
    QTest::newRow("memory and disk") << 2 * block << 4 * block + 77 << true;
    QTest::newRow("disk alone") << qint64(0) << 3 * block - 1 << true;
}

void TestRequestsOverflow::readsAnyPart()
{
    QFETCH(qint64, inMemory);
    QFETCH(qint64, size);
    const QByteArray all = pattern(size);
    Overflow overflow(inMemory);
    for (qint64 at = 0; at < size; at += 99'991) // pieces that fit no block
        QVERIFY(overflow.append(QByteArrayView(all).sliced(at, std::min<qint64>(99'991, size - at))));
    QCOMPARE(overflow.size(), size);
    QTEST(overflow.isOnDisk(), "onDisk");
    for (const qint64 offset :
         {qint64(-5), qint64(0), block - 3, block, 2 * block - 1, size - 10, size, size + 5}) {
        for (const qint64 length : {qint64(0), qint64(7), block + 5, qint64(1) << 40}) {
            const qint64 begin = std::clamp<qint64>(offset, 0, size);
            const auto read = overflow.read(offset, length);
            QVERIFY(read);
            QVERIFY(*read == all.mid(begin, std::min(length, size - begin)));
        }
    }
}

void TestRequestsOverflow::hasNoNameAndNothingReadable()
{
    Overflow overflow(0);
    QVERIFY(overflow.append(QByteArray("SECRET-NEEDLE ").repeated(60'000)));
    const QString path = openTemporaryFile();
    QVERIFY(!path.isEmpty());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray raw = file.readAll();
    QVERIFY(raw.size() >= 3 * block);
    QVERIFY(!raw.contains("SECRET"));
    // Equal blocks do not look alike.
    QVERIFY(raw.mid(0, 64) != raw.mid(block + 16, 64));
}

void TestRequestsOverflow::noticesAChangedFile()
{
    Overflow overflow(0);
    QVERIFY(overflow.append(pattern(3 * block)));
    QFile file(openTemporaryFile());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(block + 16 + 100));
    const QByteArray old = file.read(1);
    QVERIFY(file.seek(block + 16 + 100));
    QCOMPARE(file.write(QByteArray(1, static_cast<char>(old[0] ^ 1))), 1);
    file.close();
    QVERIFY(overflow.read(0, block));
    const auto changed = overflow.read(block, 10);
    QVERIFY(!changed);
    QCOMPARE(codeName(changed.error().code), "CryptoFailed"_qba);
}

void TestRequestsOverflow::findsAcrossBlocks_data()
{
    QTest::addColumn<qint64>("at");
    for (const qint64 at :
         {qint64(0), qint64(1), block - 6, block - 3, block, 2 * block - 1, 3 * block, 4 * block - 10})
        QTest::addRow("%lld", static_cast<long long>(at)) << at;
}

void TestRequestsOverflow::findsAcrossBlocks()
{
    QFETCH(qint64, at);
    QByteArray all(4 * block, '.');
    all.replace(at, 6, "needle");
    Overflow overflow(block);
    QVERIFY(overflow.append(all));
    QCOMPARE(overflow.find("needle", 0)->value(), at);
    QCOMPARE(overflow.find("needle", at)->value(), at);
    QVERIFY(!overflow.find("needle", at + 1)->has_value());
    QCOMPARE(overflow.findBackwards("needle", 4 * block)->value(), at);
    QCOMPARE(overflow.findBackwards("needle", at + 1)->value(), at);
    QVERIFY(!overflow.findBackwards("needle", at)->has_value());
    QVERIFY(!overflow.find("needles", 0)->has_value());
    QVERIFY(!overflow.find("", 0)->has_value());
}

void TestRequestsOverflow::stopsWhenAsked()
{
    Overflow overflow(0);
    QVERIFY(overflow.append(pattern(3 * block)));
    int calls = 0;
    const auto found = overflow.find("nowhere", 0, [&calls](qint64) { return ++calls < 2; });
    QVERIFY(!found);
    QCOMPARE(codeName(found.error().code), "Cancelled"_qba);
    QCOMPARE(calls, 2);
}

void TestRequestsOverflow::readsWhileItGrows()
{
    const QByteArray all = pattern(6 * block);
    Overflow overflow(block);
    std::atomic<bool> good = true;
    std::thread reader([&] {
        for (qint64 size = 0; size < all.size(); size = overflow.size()) {
            const qint64 from = std::max<qint64>(0, size - 1000);
            const auto read = overflow.read(from, size - from);
            if (!read || *read != all.mid(from, size - from))
                good = false;
        }
    });
    for (qint64 at = 0; at < all.size(); at += 10'007)
        good = overflow.append(QByteArrayView(all).sliced(at, std::min<qint64>(10'007, all.size() - at))) &&
               good;
    reader.join();
    QVERIFY(good);
}

/// A file that may not grow stands for a full disk.
void TestRequestsOverflow::keepsWhatItHasWhenTheDiskIsFull()
{
    rlimit before;
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit little = before;
    little.rlim_cur = static_cast<rlim_t>(block + 16 + 100);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &little), 0);
    Overflow overflow(block);
    const QByteArray all = pattern(5 * block);
    const auto appended = overflow.append(all);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!appended);
    QCOMPARE(codeName(appended.error().code), "FileUnwritable"_qba);
    QVERIFY(!overflow.append("more"));
    QCOMPARE(overflow.size(), 3 * block);
    const auto read = overflow.read(0, 3 * block);
    QVERIFY(read);
    QVERIFY(*read == all.first(3 * block));
}

QTEST_GUILESS_MAIN(TestRequestsOverflow)
#include "tst_requests_overflow.moc"
