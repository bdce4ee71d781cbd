#include "sign_in_facts.h"

#include "base/json.h"
#include "base/json_writer.h"

namespace claimcheck::login {

namespace {

constexpr size_t mostChecks = 32;

std::optional<bool> readFlag(const json::Value &value)
{
    if (!value.isValid() || (value.type() != json::Type::True && value.type() != json::Type::False))
        return std::nullopt;
    return value.type() == json::Type::True;
}

void writeFlag(json::Writer &writer, const char *name, bool flag)
{
    writer.name(name);
    writer.boolean(flag);
}

} // namespace

void writeFacts(json::Writer &writer, const SignInFacts &facts)
{
    writer.beginObject();
    writer.member("scopeAsked", QStringView(facts.scopeAsked));
    writeFlag(writer, "inBrowser", facts.inBrowser);
    writeFlag(writer, "wasPushed", facts.wasPushed);
    writeFlag(writer, "issuerWasSent", facts.issuerWasSent);
    if (facts.rotates)
        writeFlag(writer, "rotates", *facts.rotates);
    writer.name("idTokenChecks");
    writer.beginArray();
    for (const auto &[name, outcome] : facts.idTokenChecks) {
        writer.beginObject();
        writer.member("name", QByteArrayView(name));
        writer.member("outcome", QByteArrayView(outcome));
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
}

SignInFacts readFacts(const json::Value &value)
{
    SignInFacts facts;
    if (!value.isObject())
        return facts;
    facts.scopeAsked = value.find("scopeAsked").toString();
    facts.inBrowser = readFlag(value.find("inBrowser")).value_or(false);
    facts.wasPushed = readFlag(value.find("wasPushed")).value_or(false);
    facts.issuerWasSent = readFlag(value.find("issuerWasSent")).value_or(false);
    facts.rotates = readFlag(value.find("rotates"));
    const json::Value checks = value.find("idTokenChecks");
    for (const json::Value &check : checks.isArray() ? checks.elements() : std::vector<json::Value>()) {
        if (facts.idTokenChecks.size() < mostChecks)
            facts.idTokenChecks.emplace_back(check.find("name").toUtf8(), check.find("outcome").toUtf8());
    }
    return facts;
}

} // namespace claimcheck::login
