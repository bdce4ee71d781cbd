#include "sd_jwt_processing.h"

namespace claimcheck::jose {

namespace {

/// One step of a JSON Pointer (RFC 6901 section 3).
QString pointerStep(QString name)
{
    return u'/' + name.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
}

bool isPlaceholder(const json::Value &element)
{
    return element.isObject() && element.count("...") > 0;
}

/// Lengthens a path while it lives.
class Step {
public:
    Step(QString &path, const QString &name) : m_path(path), m_size(path.size())
    {
        m_path += pointerStep(name);
    }
    ~Step() { m_path.truncate(m_size); }
    Step(const Step &) = delete;
    Step &operator=(const Step &) = delete;

private:
    QString &m_path;
    qsizetype m_size;
};

} // namespace

DisclosureWalk::DisclosureWalk(std::vector<Disclosure> &disclosures) : m_disclosures(disclosures)
{
    m_byDigest.reserve(qsizetype(disclosures.size()));
    for (size_t i = 0; i < disclosures.size(); ++i) {
        // The first problem in the order of the text is the one to report.
        if (disclosures[i].problem)
            complain(*disclosures[i].problem);
        if (m_byDigest.contains(disclosures[i].digest))
            complain(i, {ErrorCode::DisclosureRepeated, QString::fromLatin1(disclosures[i].digest)});
        else
            m_byDigest.insert(disclosures[i].digest, i);
    }
}

Result<QByteArray> DisclosureWalk::run(const json::Value &claims)
{
    writeValue(claims);
    for (size_t i = 0; i < m_disclosures.size(); ++i) {
        if (!m_disclosures[i].referenced)
            complain(i, {ErrorCode::DisclosureUnreferenced, QString::number(i + 1)});
    }
    if (m_problem)
        return *m_problem;
    return m_out;
}

void DisclosureWalk::writeValue(const json::Value &value)
{
    if (!value.isObject() && !value.isArray()) {
        m_out += value.raw();
        return;
    }
    // Disclosures in disclosures can be deeper than any one of them may be.
    if (m_depth == maxDepth) {
        complain({ErrorCode::JsonTooDeep, partName(PartId::Payload)});
        return;
    }
    ++m_depth;
    if (value.isObject())
        writeObject(value);
    else
        writeArray(value);
    --m_depth;
}

void DisclosureWalk::writeObject(const json::Value &object)
{
    const bool isTop = m_depth == 1;
    const std::vector<json::Member> members = object.members();
    json::Value digests;
    bool first = true;
    m_out += '{';
    for (const json::Member &member : members) {
        if (member.name.equals("_sd")) {
            digests = member.value;
        } else if (member.name.equals("...")) {
            complain({ErrorCode::TokenFormInvalid, QStringLiteral("..."),
                      QStringLiteral("\"...\" stands where no array element is")});
        } else if (member.name.equals("_sd_alg")) {
            if (!isTop)
                complain({ErrorCode::TokenFormInvalid, QStringLiteral("_sd_alg"),
                          QStringLiteral("_sd_alg stands below the top")});
        } else {
            const Step step(m_path, member.name.toString());
            writeMember(member.name, member.value, first);
        }
    }
    if (digests.isValid())
        writeDisclosed(members, digests, first);
    m_out += '}';
}

void DisclosureWalk::writeDisclosed(const std::vector<json::Member> &members, const json::Value &digests,
                                    bool &first)
{
    if (!digests.isArray()) {
        complain({ErrorCode::JsonTypeMismatch, QStringLiteral("_sd")});
        return;
    }
    QSet<QByteArray> names;
    for (const json::Member &member : members)
        names.insert(member.name.toUtf8());
    for (const json::Value &digest : digests.elements()) {
        const std::optional<size_t> index = take(digest, 3);
        if (!index)
            continue;
        const json::Value name = m_disclosures[*index].json.root().elements()[1];
        const qsizetype before = names.size();
        names.insert(name.toUtf8());
        if (names.size() == before) {
            complain(*index, {ErrorCode::DisclosureNameExists, name.toString()});
            continue;
        }
        const Step step(m_path, name.toString());
        separate(first);
        m_out += name.raw();
        m_out += ':';
        writeDisclosure(*index, m_disclosures[*index].value);
    }
}

void DisclosureWalk::writeArray(const json::Value &array)
{
    qsizetype place = 0;
    bool first = true;
    m_out += '[';
    for (const json::Value &element : array.elements()) {
        const Step step(m_path, QString::number(place));
        if (!isPlaceholder(element)) {
            separate(first);
            writeValue(element);
            ++place;
            continue;
        }
        if (element.size() != 1) {
            complain({ErrorCode::TokenFormInvalid, QStringLiteral("..."),
                      QStringLiteral("\"...\" stands beside other members")});
            continue;
        }
        if (const std::optional<size_t> index = take(element.find("..."), 2)) {
            separate(first);
            writeDisclosure(*index, m_disclosures[*index].value);
            ++place;
        }
    }
    m_out += ']';
}

void DisclosureWalk::writeMember(const json::Value &name, const json::Value &value, bool &first)
{
    separate(first);
    m_out += name.raw();
    m_out += ':';
    writeValue(value);
}

void DisclosureWalk::writeDisclosure(size_t index, const json::Value &value)
{
    if (m_path.size() <= Disclosure::maxPointer)
        m_disclosures[index].pointer = m_path;
    const std::optional<size_t> outer = std::exchange(m_current, index);
    writeValue(value);
    m_current = outer;
}

std::optional<size_t> DisclosureWalk::take(const json::Value &digest, qsizetype elements)
{
    if (!digest.isString()) {
        complain(
            {ErrorCode::JsonTypeMismatch, elements == 3 ? QStringLiteral("_sd") : QStringLiteral("...")});
        return std::nullopt;
    }
    if (m_seen.size() == SdJwt::maxDigests) {
        complain({ErrorCode::TokenTooLarge, QStringLiteral("_sd")});
        return std::nullopt;
    }
    const QByteArray text = digest.toUtf8();
    const qsizetype before = m_seen.size();
    m_seen.insert(text);
    if (m_seen.size() == before) {
        complain({ErrorCode::DisclosureRepeated, QString::fromUtf8(text)});
        return std::nullopt;
    }
    const auto found = m_byDigest.constFind(text);
    if (found == m_byDigest.cend()) {
        ++m_unmatched;
        return std::nullopt;
    }
    Disclosure &disclosure = m_disclosures[*found];
    disclosure.referenced = true;
    disclosure.parent = m_current;
    if (disclosure.problem)
        return std::nullopt;
    if (disclosure.json.root().size() != elements) {
        complain(*found, {ErrorCode::DisclosureInvalid, QString::number(*found + 1),
                          elements == 3 ? QStringLiteral("an object property needs three elements")
                                        : QStringLiteral("an array element needs two elements")});
        return std::nullopt;
    }
    return *found;
}

void DisclosureWalk::separate(bool &first)
{
    if (!std::exchange(first, false))
        m_out += ',';
}

void DisclosureWalk::complain(Error error)
{
    if (!m_problem)
        m_problem = std::move(error);
}

void DisclosureWalk::complain(size_t disclosure, Error error)
{
    if (!m_disclosures[disclosure].problem)
        m_disclosures[disclosure].problem = error;
    complain(std::move(error));
}

} // namespace claimcheck::jose
