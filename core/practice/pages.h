#pragma once

#include <vector>

namespace claimcheck::practice {

/// One line of what the server offers: for the page and for the terminal.
struct RouteHelp {
    const char *method;
    const char *path;
    const char *what;
};
[[nodiscard]] const std::vector<RouteHelp> &routeHelp();

} // namespace claimcheck::practice
