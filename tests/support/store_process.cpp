#include "store_process.h"

#include "credentials/keychain_store.h"
#include "patience.h"

#include <QCoreApplication>
#include <QFile>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>

#include <unistd.h>

namespace claimcheck::testing {

using namespace claimcheck::credentials;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString storeMode = u"--store"_s;

QByteArray answerOf(const Error &error)
{
    return "error "_qba + codeName(error.code);
}

/// One operation of a KeychainStore, and its answer in one line on standard output.
class StoreProcess final : public QObject {
public:
    explicit StoreProcess(const QStringList &arguments) : m_arguments(arguments)
    {
        QMetaObject::invokeMethod(
            this, [this] { start(); }, Qt::QueuedConnection);
    }

private:
    void start()
    {
        const QString operation = m_arguments.value(0);
        const QString id = m_arguments.value(1);
        if (operation == "probe"_L1) {
            m_operation = m_store.probe(this, [](Result<KeychainState> state) {
                say(state ? "ok "_qba + stateName(*state) : answerOf(state.error()));
            });
        } else if (operation == "unlock"_L1) {
            m_operation = m_store.unlock(this, done());
        } else if (operation == "read"_L1) {
            m_operation = m_store.read(id, this, [](Result<Secret> secret) {
                say(secret ? "ok "_qba + secret->reveal().toByteArray().toHex() : answerOf(secret.error()));
            });
        } else if (operation == "write"_L1) {
            const QByteArray content = QByteArray::fromHex(m_arguments.value(2).toLatin1());
            m_operation = m_store.write(id, Secret(content), this, done());
        } else if (operation == "remove"_L1) {
            m_operation = m_store.remove(id, this, done());
        } else if (operation == "check-writable"_L1) {
            m_operation = m_store.checkWritable(this, done());
        } else if (operation == "list"_L1) {
            m_operation = m_store.list(this, [](Result<QStringList> ids) {
                if (ids)
                    ids->sort();
                say(ids ? "ok "_qba + ids->join(u',').toUtf8() : answerOf(ids.error()));
            });
        } else if (operation == "drop-unlock"_L1 || operation == "unlock-again"_L1) {
            m_operation = m_store.unlock(this, done());
            dropWhenTold([this, again = operation == "unlock-again"_L1] {
                if (again)
                    m_operation = m_store.unlock(this, done());
            });
        } else if (operation == "unlock-together"_L1) {
            m_operation = m_store.unlock(this, together());
            m_next = m_store.unlock(this, together());
        } else if (operation == "drop-check-writable"_L1) {
            // Given up while its probe item is being written; the queue of jobs then runs empty.
            m_operation = m_store.checkWritable(this, done());
            m_next = m_store.read(u"none"_s, this, [this](Result<Secret>) {
                m_operation.reset();
                m_next = m_store.read(u"none"_s, this, [](Result<Secret>) { say("ok"_qba); });
            });
        }
        if (m_operation && m_said)
            say("error called-back-too-early"_qba);
    }

    Callback<Done> done()
    {
        return [](Result<Done> result) { say(result ? "ok"_qba : answerOf(result.error())); };
    }

    /// Says the answers of two.
    Callback<Done> together()
    {
        return [this](Result<Done> result) {
            m_answers.append(result ? "ok"_qba : answerOf(result.error()));
            if (m_answers.size() == 2)
                say(m_answers.join(", "));
        };
    }

    /// The operation is destroyed when a letter arrives, and a moment later `then` is called; the end of the
    /// input ends the process.
    void dropWhenTold(std::function<void()> then)
    {
        m_input = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
        connect(m_input.get(), &QSocketNotifier::activated, this, [this, then = std::move(then)] {
            char letter = 0;
            if (::read(STDIN_FILENO, &letter, 1) == 1) {
                m_operation.reset();
                QTimer::singleShot(100ms, this, then);
            } else {
                say("ok silent"_qba);
            }
        });
    }

    static void say(const QByteArray &line)
    {
        m_said = true;
        QFile out;
        if (out.open(STDOUT_FILENO, QIODevice::WriteOnly))
            out.write(line);
        QCoreApplication::quit();
    }

    static inline bool m_said = false;
    QStringList m_arguments;
    KeychainStore m_store;
    OperationPtr m_operation;
    OperationPtr m_next;
    QByteArrayList m_answers;
    std::unique_ptr<QSocketNotifier> m_input;
};

} // namespace

std::optional<int> runStoreMode()
{
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) != storeMode)
        return std::nullopt;
    const StoreProcess process(arguments.mid(2));
    return QCoreApplication::exec();
}

std::unique_ptr<QProcess> startStore(const QProcessEnvironment &environment, const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment);
    process->setStandardErrorFile(QProcess::nullDevice());
    process->start(QCoreApplication::applicationFilePath(), QStringList{storeMode} + arguments);
    return process;
}

QByteArray answer(QProcess &process)
{
    // Turns the event loop, since the stand-in for the prompter lives in this process.
    if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, test::busyMachineMs))
        return "no answer"_qba;
    if (process.exitStatus() != QProcess::NormalExit)
        return "crashed"_qba;
    return process.readAllStandardOutput();
}

QByteArray store(const QProcessEnvironment &environment, const QStringList &arguments)
{
    return answer(*startStore(environment, arguments));
}

QByteArray foundBySecretTool(const PrivateBus &bus, const QString &id)
{
    QStringList arguments{u"search"_s, u"--all"_s, u"server"_s, u"claimcheck"_s};
    if (!id.isEmpty())
        arguments += {u"user"_s, id};
    QProcess tool;
    tool.setProcessEnvironment(bus.environment());
    tool.setProcessChannelMode(QProcess::MergedChannels);
    tool.start(u"secret-tool"_s, arguments);
    return tool.waitForFinished() ? tool.readAll() : "secret-tool does not run"_qba;
}

} // namespace claimcheck::testing
