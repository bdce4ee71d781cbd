#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <optional>
#include <vector>

namespace claimcheck::practice::provider {

/// Names and values in order: a Claims Set, a JOSE Header, an answer, server metadata, or the parameters of
/// a redirect. Everything that leaves the provider is one of these before it is written out, so that a fault
/// can change it in one place (oauth_faults.h). Setting a name that is there replaces its value.
class Members final {
public:
    struct Member {
        QByteArray name;
        QByteArray value; // UTF-8 text, or JSON text
        bool isText = true;
    };

    void text(const QByteArray &name, const QByteArray &utf8) { set({name, utf8, true}); }
    void text(const QByteArray &name, QStringView text) { set({name, text.toUtf8(), true}); }
    void integer(const QByteArray &name, qint64 value) { set({name, QByteArray::number(value), false}); }
    void boolean(const QByteArray &name, bool value) { set({name, value ? "true" : "false", false}); }
    void list(const QByteArray &name, const QByteArrayList &texts);
    /// JSON text.
    void json(const QByteArray &name, const QByteArray &text) { set({name, text, false}); }

    void remove(QByteArrayView name);
    /// The member once more, behind all others.
    void repeat(QByteArrayView name);
    /// The value of a text, or the JSON text of anything else; empty when there is none.
    [[nodiscard]] QByteArray value(QByteArrayView name) const;
    [[nodiscard]] qint64 number(QByteArrayView name) const { return value(name).toLongLong(); }
    [[nodiscard]] const std::vector<Member> &all() const { return m_members; }
    /// All of it as a JSON object.
    [[nodiscard]] QByteArray toJson() const;

private:
    void set(Member member);
    std::vector<Member> m_members;
};

} // namespace claimcheck::practice::provider
