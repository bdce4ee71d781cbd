#include "json_place.h"

#include <algorithm>

namespace claimcheck::ui {

namespace {

QByteArray escaped(QByteArray name)
{
    return name.replace('~', "~0").replace('/', "~1");
}

bool holds(qsizetype begin, qsizetype end, qsizetype byte)
{
    return begin <= byte && byte < end;
}

} // namespace

JsonPlace placeAt(const json::Value &root, qsizetype byte)
{
    JsonPlace place{root, {}, true};
    for (bool deeper = true; deeper;) {
        deeper = false;
        const std::vector<json::Member> members = place.value.members();
        const auto member = std::find_if(members.begin(), members.end(), [byte](const json::Member &one) {
            return holds(one.name.span().begin, one.value.span().end, byte);
        });
        if (member != members.end()) {
            const QByteArray name = member->name.toUtf8();
            place.isUnique = place.isUnique && place.value.count(name) == 1;
            place.pointer += '/' + escaped(name);
            place.value = member->value;
            deeper = true;
            continue;
        }
        const std::vector<json::Value> elements = place.value.elements();
        const auto element = std::find_if(elements.begin(), elements.end(), [byte](const json::Value &one) {
            return holds(one.span().begin, one.span().end, byte);
        });
        if (element != elements.end()) {
            place.pointer += '/' + QByteArray::number(element - elements.begin());
            place.value = *element;
            deeper = true;
        }
    }
    return place;
}

} // namespace claimcheck::ui
