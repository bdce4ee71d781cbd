#pragma once

#include "message.h"

namespace claimcheck::http {

/// One request of a chain of redirects, before cookies and credentials are put on. Pure: no socket, no state.
struct Step {
    QByteArray method;
    QUrl url;
    Origin origin;
    Headers headers = {};
    QByteArray body = {};
    std::shared_ptr<const BodySource> source = {};

    [[nodiscard]] bool hasBody() const { return source || !body.isEmpty(); }
    /// The chain has left the origin that it began in. It stays so if a redirect leads back: that URL was
    /// chosen by a stranger, and a credential or cookie on it would let him act in the person's name.
    bool foreign = false;
};

/// What goes onto the wire beside method, URL and body.
struct Dressed {
    Headers headers;
    bool credentialSent = false;
    bool cookiesSent = false;
};

/// Judges the request and every credential. Errors: Url…, HeaderInvalid, ProfileChanged (subject
/// "connection", detail what differs), LeashRefused.
[[nodiscard]] Result<Step> firstStep(const Request &request, const std::vector<Credential> &credentials,
                                     const ConnectionSettings &settings);

/// 301, 302, 303, 307 and 308 (RFC 9110 section 15.4).
[[nodiscard]] bool isRedirect(int status);

/// Judges the redirect that `current` was answered with. What is held back on leaving the origin is added to
/// `withheld`. Errors: RedirectInvalid, UrlInsecure, RedirectLeavesOrigin (detail: the other origin),
/// LeashRefused.
[[nodiscard]] Result<Step> nextStep(const Step &current, int status, const QByteArray &location,
                                    const Request &request, const std::vector<Credential> &credentials,
                                    std::vector<Withheld> &withheld);

/// Puts on the credentials whose leash reaches the step's origin, and `cookies` ("a=1; b=2", the jar's own).
/// The rest is added to `withheld`. A header of the caller's own is never replaced.
[[nodiscard]] Dressed dress(const Step &step, const std::vector<Credential> &credentials,
                            const QByteArray &cookies, std::vector<Withheld> &withheld);

/// Once for each.
void noteWithheld(std::vector<Withheld> &withheld, Withheld entry);

/// Whether a client certificate may be offered at this step: `reach` as Client's `certificateFor`.
[[nodiscard]] bool mayOfferCertificate(const Step &step, const std::vector<Credential> &credentials,
                                       const std::optional<std::vector<Origin>> &reach);

} // namespace claimcheck::http
