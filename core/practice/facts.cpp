#include "facts.h"

#include "faults.h"
#include "keyring.h"
#include "oauth_inside.h"
#include "oauth_provider.h"
#include "topics.h"

namespace claimcheck::practice {

namespace {

void writeUsers(json::Writer &writer)
{
    writer.beginArray();
    for (const KnownUser &user : knownUsers()) {
        writer.beginObject();
        writer.member("id", QByteArrayView(user.id));
        writer.member("username", QByteArrayView(user.username));
        writer.member("password", QByteArrayView(user.password));
        writer.member("name", QByteArrayView(user.name));
        writer.member("scope", QByteArrayView(user.scope));
        writer.endObject();
    }
    writer.endArray();
}

void writeClients(json::Writer &writer)
{
    writer.beginArray();
    for (const provider::SeededClient &client : provider::seededClients()) {
        writer.beginObject();
        writer.member("client_id", QByteArrayView(client.id));
        writer.name("client_secret");
        if (client.secret)
            writer.string(QByteArrayView(client.secret));
        else
            writer.null();
        writer.member("what", QByteArrayView(client.what));
        writer.endObject();
    }
    writer.endArray();
}

} // namespace

QByteArray factsJson(const QByteArray &url, const QByteArray &issuer, const Systems &systems)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("ready");
    writer.boolean(true);
    writer.member("url", url);
    writer.member("issuer", issuer);
    writer.name("users");
    writeUsers(writer);
    writer.name("clients");
    writeClients(writer);
    writer.name("systems");
    writer.beginArray();
    for (const auto &system : systems.all())
        writeAbout(writer, system->about(), system->prefix());
    writer.endArray();
    writer.name("provider");
    writeAbout(writer, provider::about(), QStringLiteral("/oauth"));
    writer.name("topics");
    writer.beginArray();
    for (const Topic &topic : topics())
        writeAbout(writer, topic.about, QString::fromLatin1(topic.prefix));
    writer.endArray();
    writer.name("faults");
    writer.beginArray();
    for (const QByteArray &name : faultNames())
        writer.string(name);
    writer.endArray();
    writer.name("algorithms");
    writer.beginArray();
    for (const QByteArray &algorithm : Keyring::algorithms())
        writer.string(algorithm);
    writer.endArray();
    writer.endObject();
    return writer.take();
}

std::vector<QByteArray> faultNames()
{
    std::vector<QByteArray> names;
    for (const FaultHelp &row : faultHelp())
        names.emplace_back(row.name);
    for (const provider::Fault &row : provider::allFaults()) {
        if (!Faults::find(row.name)) // a name of both switches both
            names.emplace_back(row.name);
    }
    return names;
}

std::vector<FaultState> faultStates(const Faults &faults, const provider::Provider &provider)
{
    std::vector<FaultState> states;
    for (const FaultHelp &row : faultHelp())
        states.push_back({row.name, row.what, faults.isOn(row.fault)});
    for (const provider::Fault &row : provider::allFaults()) {
        if (!Faults::find(row.name))
            states.push_back({row.name, row.what, provider.faults.isOn(row.name)});
    }
    return states;
}

void writeAbout(json::Writer &writer, const System::About &about, const QString &prefix)
{
    writer.beginObject();
    writer.member("id", QByteArrayView(about.id));
    writer.member("title", QByteArrayView(about.title));
    writer.member("transport", QByteArrayView(about.transport));
    writer.member("prefix", prefix);
    writer.member("holds", QByteArrayView(about.holds));
    writer.member("stores", QByteArrayView(about.stores));
    writer.member("checks", QByteArrayView(about.checks));
    writer.member("revoking", QByteArrayView(about.revoking));
    writer.member("restart", QByteArrayView(about.restart));
    writer.member("second", QByteArrayView(about.second));
    writer.endObject();
}

} // namespace claimcheck::practice
