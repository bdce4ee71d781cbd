#include "step.h"

#include "header_rules.h"

#include <QByteArrayList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::http {

namespace {

/// Shorter secrets would be "found" in any text by chance.
constexpr qsizetype shortestToSearchFor = 8;

bool holdsSecret(const QByteArray &text, const Credential &credential)
{
    const QByteArrayView secret = credential.secret.reveal();
    return secret.size() >= shortestToSearchFor &&
           (text.contains(secret) || QByteArray::fromPercentEncoding(text).contains(secret));
}

bool holdsAnySecret(const QByteArray &text, const std::vector<Credential> &credentials)
{
    return std::any_of(credentials.begin(), credentials.end(),
                       [&text](const Credential &credential) { return holdsSecret(text, credential); });
}

Result<Done> checkCredential(const Credential &credential, const Origin &origin,
                             const ConnectionSettings &settings)
{
    if (credential.leash.connection != settings)
        return Error{ErrorCode::ProfileChanged, u"connection"_s,
                     differences(credential.leash.connection, settings).join(u", ")};
    if (credential.placement == Credential::Placement::InRequest) {
        if (!credential.leash.allows(credential.purpose, origin))
            return Error{ErrorCode::LeashRefused, origin.hostAndPort(), origin.toString()};
        return Done{};
    }
    const bool named = isToken(credential.headerName) && !isFramingHeader(credential.headerName);
    const bool fits = (credential.scheme.isEmpty() || isToken(credential.scheme)) &&
                      !credential.secret.isEmpty() && isFieldValue(credential.secret.reveal());
    if (!named || !fits)
        return Error{ErrorCode::HeaderInvalid,
                     named ? QString::fromLatin1(credential.headerName) : QString()};
    return Done{};
}

/// The URL as it is asked for: the host in the form that was judged.
QUrl asJudged(QUrl url, const Origin &origin)
{
    url.setHost(origin.host);
    return url;
}

Result<Origin> redirectOrigin(const QUrl &target, const Origin &from)
{
    const Result<Origin> origin = Origin::of(target);
    if (!origin && origin.error().code != ErrorCode::UrlInsecure)
        return Error{ErrorCode::RedirectInvalid, from.hostAndPort()};
    return origin;
}

void dropBody(Step &step)
{
    step.body.clear();
    step.source.reset();
    removeHeaders(step.headers, describesBody);
}

/// Leaves all of the caller's behind but a few harmless headers.
void crossOrigins(Step &step, const std::vector<Credential> &credentials, std::vector<Withheld> &withheld)
{
    if (step.hasBody())
        noteWithheld(withheld, {Withheld::What::Body, {}, step.origin});
    dropBody(step);
    std::erase_if(step.headers, [&](const Header &header) {
        if (mayCrossOrigins(header.name) && !holdsAnySecret(header.value, credentials))
            return false;
        if (header.name.compare("Cookie", Qt::CaseInsensitive) != 0) // noted with the jar's
            noteWithheld(withheld, {Withheld::What::Header, QString::fromLatin1(header.name), step.origin});
        return true;
    });
    step.method = step.method == "HEAD" ? "HEAD" : "GET";
    step.foreign = true;
}

} // namespace

void noteWithheld(std::vector<Withheld> &withheld, Withheld entry)
{
    if (std::find(withheld.begin(), withheld.end(), entry) == withheld.end())
        withheld.push_back(std::move(entry));
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<Step> firstStep(const Request &request, const std::vector<Credential> &credentials,
                       const ConnectionSettings &settings)
{
    const Result<Origin> origin = Origin::of(request.url);
    if (!origin)
        return origin.error();
    // CONNECT asks a proxy for a tunnel; it is no request to an origin.
    if (!isToken(request.method) || request.method.compare("CONNECT", Qt::CaseInsensitive) == 0)
        return Error{ErrorCode::HeaderInvalid, u"method"_s};
    Result<Headers> headers = checkedHeaders(request.headers, *origin);
    if (!headers)
        return headers.error();
    QByteArrayList names;
    for (const Credential &credential : credentials) {
        if (const Result<Done> checked = checkCredential(credential, *origin, settings); !checked)
            return checked.error();
        if (credential.placement != Credential::Placement::Header)
            continue;
        if (names.contains(credential.headerName.toLower()))
            return Error{ErrorCode::HeaderInvalid, QString::fromLatin1(credential.headerName)};
        names << credential.headerName.toLower();
    }
    return Step{.method = request.method,
                .url = asJudged(request.url, *origin),
                .origin = *origin,
                .headers = *std::move(headers),
                .body = request.source ? QByteArray() : request.body,
                .source = request.source};
}

Result<Step> nextStep(const Step &current, int status, const QByteArray &location, const Request &request,
                      const std::vector<Credential> &credentials, std::vector<Withheld> &withheld)
{
    const QString host = current.origin.hostAndPort();
    const QUrl reference = QUrl::fromEncoded(location.trimmed());
    if (location.trimmed().isEmpty() || !reference.isValid())
        return Error{ErrorCode::RedirectInvalid, host};
    const QUrl target = current.url.resolved(reference);
    const Result<Origin> origin = redirectOrigin(target, current.origin);
    if (!origin)
        return origin.error();

    Step next = current;
    next.origin = *origin;
    next.url = asJudged(target, *origin);
    if (*origin != current.origin) {
        // 307 and 308 promise the same method and body again, and those stay in the origin.
        const bool repeats = status == 307 || status == 308;
        const bool leadsHome = isLoopbackHost(origin->host) && !isLoopbackHost(current.origin.host);
        if (repeats || request.redirects == RedirectPolicy::SameOrigin ||
            (leadsHome && request.redirects == RedirectPolicy::NotHome))
            return Error{ErrorCode::RedirectLeavesOrigin, host, origin->toString()};
        // A server can copy the query, and with it a key, into the new address.
        for (const Credential &credential : credentials)
            if (holdsSecret(target.toEncoded(), credential) &&
                !credential.leash.allows(credential.purpose, *origin))
                return Error{ErrorCode::LeashRefused, origin->hostAndPort(), origin->toString()};
        crossOrigins(next, credentials, withheld);
        return next;
    }
    // RFC 9110 sections 15.4.2 to 15.4.4: what browsers do.
    const bool becomesGet = (status == 303 && current.method != "HEAD") ||
                            ((status == 301 || status == 302) && current.method == "POST");
    if (becomesGet) {
        next.method = "GET";
        dropBody(next);
    }
    return next;
}

bool mayOfferCertificate(const Step &step, const std::vector<Credential> &credentials,
                         const std::optional<std::vector<Origin>> &reach)
{
    if (step.foreign)
        return false;
    if (reach ? std::find(reach->begin(), reach->end(), step.origin) != reach->end() : credentials.empty())
        return true;
    return std::any_of(credentials.begin(), credentials.end(), [&step](const Credential &credential) {
        const std::vector<Origin> origins = credential.leash.origins();
        return std::find(origins.begin(), origins.end(), step.origin) != origins.end();
    });
}

Dressed dress(const Step &step, const std::vector<Credential> &credentials, const QByteArray &cookies,
              std::vector<Withheld> &withheld)
{
    Dressed dressed{.headers = step.headers};
    for (const Credential &credential : credentials) {
        if (credential.placement == Credential::Placement::InRequest) {
            // Judged whole by firstStep. Where in the request it stands is the caller's knowledge, so within
            // the origin it counts as sent even after a redirect that dropped the body.
            dressed.credentialSent |= !step.foreign;
            continue;
        }
        const bool taken = headerValue(dressed.headers, credential.headerName).has_value();
        if (step.foreign || taken || !credential.leash.allows(credential.purpose, step.origin)) {
            noteWithheld(withheld, {Withheld::What::Credential, QString::fromLatin1(credential.headerName),
                                    step.origin});
            continue;
        }
        QByteArray value = credential.scheme.isEmpty() ? QByteArray() : credential.scheme + ' ';
        value.append(credential.secret.reveal());
        dressed.headers.push_back({credential.headerName, value});
        if (credential.proof)
            dressed.headers.push_back({"DPoP", credential.proof(step.method, step.url)});
        dressed.credentialSent = true;
    }
    const auto own = std::find_if(dressed.headers.begin(), dressed.headers.end(), [](const Header &header) {
        return header.name.compare("Cookie", Qt::CaseInsensitive) == 0;
    });
    if (own != dressed.headers.end() && !cookies.isEmpty())
        own->value += "; " + cookies;
    else if (own == dressed.headers.end() && !cookies.isEmpty())
        dressed.headers.push_back({"Cookie", cookies});
    dressed.cookiesSent = headerValue(dressed.headers, "Cookie").has_value();
    return dressed;
}

} // namespace claimcheck::http
