#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QString>

/// The other implementations (party.py) as one process that answers a line for a line. Octets travel as
/// base64url.
namespace second_opinion {

class Party {
public:
    /// Starts the process; `problem()` is empty when all its tools are there.
    Party();
    ~Party();
    [[nodiscard]] const QString &problem() const { return m_problem; }
    /// "by", "do" and what that takes. The answer has an "error" when the party said no.
    [[nodiscard]] QJsonObject ask(const QJsonObject &request);
    /// How many questions were answered.
    [[nodiscard]] int answers() const { return m_answers; }

private:
    QProcess m_process;
    QString m_problem;
    int m_answers = 0;
};

/// Between JSON text and QJsonObject.
[[nodiscard]] QJsonObject object(QByteArrayView json);
[[nodiscard]] QByteArray text(const QJsonObject &object);
/// The bytes of a base64url member.
[[nodiscard]] QByteArray bytes(const QJsonObject &answer, QLatin1StringView member);
/// A copy of a compact token with one bit changed, in the last octet of the part of this index.
[[nodiscard]] QByteArray damaged(const QByteArray &token, qsizetype part);

} // namespace second_opinion
