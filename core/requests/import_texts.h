#pragma once

#include "import.h"

/// Where references stand in what is imported. Only importers see it.
namespace claimcheck::requests {

/// Every text of a request that an importer may have put a reference into.
template <class Spec, class Visit>
void visitTexts(Spec &spec, Visit visit)
{
    visit(spec.url);
    for (auto &header : spec.headers)
        visit(header.value);
    visit(spec.body.text);
    for (auto &field : spec.body.fields)
        visit(field.value);
    for (auto &part : spec.body.parts) {
        visit(part.value);
        for (auto &header : part.headers)
            visit(header.value);
    }
}

/// The same of a whole import, which may be changed.
template <class Visit>
void visitTexts(Import &import, Visit visit)
{
    for (RequestSpec &spec : import.requests)
        visitTexts(spec, visit);
    for (FileVariable &variable : import.variables)
        visit(variable.value);
    for (Environment &environment : import.environments) {
        for (auto &[unused, value] : environment.variables)
            visit(value);
    }
}

} // namespace claimcheck::requests
