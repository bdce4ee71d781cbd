#include "sign_in_check.h"

#include "base/json_writer.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace claimcheck::login {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("SignInCheck", text);
}

/// Nothing that a server or a profile says becomes markup: what could is escaped.
QString markdown(const QString &text)
{
    static const QString special = QStringLiteral("\\`*_{}[]<>#|!");
    QString out;
    for (const QChar c : text.simplified()) {
        if (special.contains(c))
            out += u'\\';
        out += c;
    }
    return out;
}

QString utcText(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODate);
}

} // namespace

QByteArray findingStateName(SignInFinding::State state)
{
    static constexpr const char *names[] = {"good", "weak", "bad", "unknown"};
    return names[static_cast<size_t>(state)];
}

bool SignInCard::isSound() const
{
    return std::none_of(findings.begin(), findings.end(), [](const SignInFinding &finding) {
        return finding.state == SignInFinding::State::Bad;
    });
}

QByteArray SignInCard::toJson() const
{
    json::Writer writer;
    writer.beginObject();
    writer.member("profile", QStringView(profile));
    writer.member("server", QStringView(server));
    writer.member("madeAt", QStringView(utcText(madeAt)));
    writer.name("findings");
    writer.beginArray();
    for (const SignInFinding &finding : findings) {
        writer.beginObject();
        writer.member("id", QByteArrayView(finding.id));
        writer.member("state", QByteArrayView(findingStateName(finding.state)));
        writer.member("sentence", QStringView(finding.sentence));
        writer.member("standard", QByteArrayView(finding.standard));
        writer.endObject();
    }
    writer.endArray();
    writer.name("notes");
    writer.beginArray();
    for (const QString &note : notes)
        writer.string(QStringView(note));
    writer.endArray();
    writer.endObject();
    return writer.take();
}

QString SignInCard::toMarkdown() const
{
    QString text = say("# Sign-in check of %1").arg(markdown(server)) + QStringLiteral("\n\n");
    text += say("Made by Claimcheck at %1.").arg(utcText(madeAt)) + QStringLiteral("\n\n");
    text += say("| check | state | finding | standard |") + QStringLiteral("\n| --- | --- | --- | --- |\n");
    for (const SignInFinding &finding : findings)
        text +=
            QStringLiteral("| %1 | %2 | %3 | %4 |\n")
                .arg(QString::fromLatin1(finding.id), QString::fromLatin1(findingStateName(finding.state)),
                     markdown(finding.sentence), QString::fromLatin1(finding.standard));
    if (!notes.isEmpty())
        text += u'\n';
    for (const QString &note : notes)
        text += QStringLiteral("- ") + markdown(note) + u'\n';
    return text;
}

} // namespace claimcheck::login
