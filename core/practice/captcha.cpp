#include "captcha.h"

#include "base/random.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

constexpr char type[] = "captcha+jwt";
// Without those that look like another one. 16 of them: four bits of a random byte choose without bias.
constexpr char alphabet[] = "ACEFHKLMNPTUVXYZ";
constexpr int length = 6;

} // namespace

Result<Captcha::Challenge> Captcha::make(const QString &username)
{
    const auto random = randomBytes(length + 64);
    if (!random)
        return random.error();
    QByteArray letters;
    for (int i = 0; i < length; ++i)
        letters += alphabet[static_cast<unsigned char>(random->at(i)) & 15u];
    auto token = m_tokens.make(type, {{"sub", username}}, lifetime, letters);
    if (!token)
        return token.error();
    return Challenge{*std::move(token), drawLetters(letters, random->mid(length))};
}

Result<Captcha::Answer> Captcha::check(const QString &username, const QByteArray &token,
                                       const QString &letters)
{
    const auto checked = m_tokens.check(type, token, letters.trimmed().toUpper().toLatin1());
    if (!checked)
        return checked.error();
    const auto *verified = std::get_if<jose::VerifiedToken>(&*checked);
    if (!verified || verified->claims().find("sub").toString() != username)
        return Answer::Wrong;
    const auto use =
        m_used.use(u"captcha"_s, verified->claims().find("jti").toString(), m_clock.now() + lifetime);
    if (!use)
        return use.error();
    return *use == UsedOnce::Answer::First ? Answer::Right : Answer::Wrong;
}

} // namespace claimcheck::practice
