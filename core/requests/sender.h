#pragma once

#include "credentials/credential_store.h"
#include "history.h"
#include "login/sessions.h"
#include "overflow.h"
#include "prepared_request.h"

#include <functional>
#include <memory>

namespace claimcheck::requests {

/// A request that is to be sent, with where its variables, files and credential come from. Without a timeout
/// of its own, 30 seconds of silence end it, and two minutes in the middle of a body.
struct Outbound {
    /// Which files a request may send: those below `folder`, or any that the person may read.
    enum class Files { OfTheFolder, Anywhere };

    RequestSpec spec = {};
    QString folder = {}; // paths of files are relative to it; empty: none
    Files files = Files::OfTheFolder;
    std::shared_ptr<const Expander> expander = {}; // never null
    /// The profile of the chosen environment; `spec.credential` may name another, or none. Empty: none.
    QString profileId = {};
    /// Bytes of the decoded body; more is ResponseTooLarge, with what came until then kept.
    qint64 maxBody = qint64(4) * 1024 * 1024 * 1024;
    /// In place of the spec's body: exactly these bytes.
    std::optional<QByteArray> body = {};
    /// Takes the answer's body in place of Sent::body, which then has only what the history reads of it.
    std::shared_ptr<http::BodySink> sink = {};
};

/// What came of it. The answer's body is in `body`, not in `answer`: it may be larger than memory.
struct Sent {
    Outbound outbound = {};
    /// As it went out, with `{{…}}` where a template had a secret and without the credential's header.
    http::Request request = {};
    /// Whose credential was attached where the leash allowed it; empty: nobody's.
    QString profileId = {};
    Result<http::Response> answer = Error{ErrorCode::Cancelled};
    /// The decoded body, as far as it came; never null.
    std::shared_ptr<const Overflow> body = {};
    bool refreshed = false; // a 401 led to one refresh and a second try
    TimePoint at = {};
};

/// Told while it is on its way, from the event loop. After a refresh `begun` comes again, with another body.
struct SendWatcher {
    std::function<void(const http::Response &head, const std::shared_ptr<const Overflow> &body)> begun = {};
    std::function<void(http::Progress)> progress = {};
};

/// A request under way. Destroying it aborts the request; `done` then never comes, and a body that somebody
/// holds stays as it is.
class Sending {
public:
    virtual ~Sending() = default;
};
using SendingPtr = std::unique_ptr<Sending>;

/// Sends saved requests: fills in, asks the keychain for what the templates name, attaches the credential,
/// refreshes once after a 401, streams the body, and writes the history. One for the window and for the
/// command line. References must outlive it.
class Sender final {
public:
    Sender(login::ProfileStore &profiles, login::Sessions &sessions, credentials::CredentialStore &keychain,
           const Clock &clock);
    ~Sender();
    Sender(const Sender &) = delete;
    Sender &operator=(const Sender &) = delete;

    /// Where what was sent is written down from now on; null: nowhere. A history that fails is said through
    /// `historyFailed`, and the request goes on.
    void setHistory(History *history, std::function<void(const Error &)> historyFailed = {});

    /// `done` comes exactly once, later, never after `context`. Errors in Sent::answer: those of `prepare`,
    /// `makeSendable`, `Sessions::send`; ProfileNotFound, SecretReferenceUnknown, NotSignedIn, Keychain….
    [[nodiscard]] SendingPtr send(Outbound outbound, QObject *context, std::function<void(Sent)> done,
                                  SendWatcher watcher = {});

    struct Private;

private:
    std::shared_ptr<Private> d;
};

} // namespace claimcheck::requests
