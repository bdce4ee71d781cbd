#pragma once

#include "router.h"
#include "routes.h"
#include "system.h"

namespace claimcheck::practice {

/// GET /systems/ID: what the system is, a form to sign in, and for whoever a cookie shows: who that is, their
/// devices, and forms to do things.
[[nodiscard]] Response systemPage(const Services &services, System &system, const Request &request);
/// The answer to a form: back to the page where a cookie carries the sign-in, else a page that shows the JSON
/// that a program would have got.
[[nodiscard]] Response answerPage(const System *system, Response response);
/// A POST with its fields; what a form asked for is answered with a page. `system` may be null.
using PostWork = std::function<Response(const Request &, const Fields &)>;
[[nodiscard]] Handler post(const System *system, const PostWork &work);
/// The form to sign in at this path.
[[nodiscard]] QByteArray signInForm(const QString &path);

} // namespace claimcheck::practice
