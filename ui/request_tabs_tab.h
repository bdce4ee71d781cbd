#pragma once

#include "request_tabs.h"

namespace claimcheck::ui {

/// One tab; only RequestTabs sees it.
struct RequestTabs::Tab {
    RequestPanel *panel;
    RequestPlace place;
    requests::RequestSpec baseline; // as it was opened or saved
    bool isPreview = false;
};

struct RequestTabs::Closed {
    requests::RequestSpec spec;
    requests::RequestSpec baseline;
    RequestPlace place;
};

} // namespace claimcheck::ui
