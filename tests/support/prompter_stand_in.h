#pragma once

#include <QByteArray>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusObjectPath>
#include <QObject>
#include <QVariantMap>

#include <optional>

namespace claimcheck::testing {

/// Stands in for the desktop's system prompter (GNOME Shell, gcr-prompter), which asks for the keyring's
/// password on behalf of gnome-keyring: it speaks the real protocol, the encrypted exchange of the password
/// included, and answers as told. PromptReady goes back to the caller for each step, PromptDone at the end.
class PrompterStandIn final : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.gnome.keyring.internal.Prompter")

public:
    enum class Answer { Dismiss, GivePassword, Wait };

    /// Takes the prompter's name on the bus at `address`.
    explicit PrompterStandIn(const QString &address);
    ~PrompterStandIn() override;
    Q_DISABLE_COPY_MOVE(PrompterStandIn)

    [[nodiscard]] bool isReady() const { return m_ready; }
    void answerWith(Answer answer, const QByteArray &password = {});
    /// The answer to the prompts after the next one.
    void thenAnswerWith(Answer answer);
    /// Answers the prompt that was told to wait.
    void answerWaiting(Answer answer, const QByteArray &password = {});
    /// How often a person was shown a prompt.
    [[nodiscard]] int shown() const { return m_shown; }

public Q_SLOTS:
    // Names of the protocol.
    void BeginPrompting(const QDBusObjectPath &callback);                    // NOLINT
    void PerformPrompt(const QDBusObjectPath &callback, const QString &type, // NOLINT
                       const QVariantMap &properties, const QString &exchange);
    void StopPrompting(const QDBusObjectPath &callback); // NOLINT

private:
    struct Waiting {
        QString caller; // its name on the bus
        QDBusObjectPath callback;
        QString type;
        QString exchange;
    };
    void give(const Waiting &prompt, Answer answer, const QByteArray &password);
    void callBack(const QString &caller, const QDBusObjectPath &callback, const QString &method,
                  const QVariantList &arguments);

    QDBusConnection m_bus;
    bool m_ready = false;
    Answer m_answer = Answer::Dismiss;
    QByteArray m_password;
    std::optional<Answer> m_then;
    Waiting m_waiting;
    int m_shown = 0;
};

} // namespace claimcheck::testing
