#pragma once

#include "json.h"

#include <cstdlib>
#include <memory>

/// What a Document is made of; only the reader and the values see it.
namespace claimcheck::json {

/// One node of a document, in document order. A member of an object is its name (a String node) followed by
/// its value. While the reader is inside a container, the container's `end` holds the index of its parent.
struct Node {
    quint32 begin;
    quint32 end;
    quint32 next;  // index of the node after this one's whole subtree
    quint32 count; // elements of an array, members of an object
    Type type;
    bool escaped; // a string that has a backslash in it
};

struct FreeNodes {
    void operator()(Node *nodes) const { std::free(nodes); }
};
/// From malloc, so that growing can move pages and never constructs nodes that are about to be written
/// anyway.
using Nodes = std::unique_ptr<Node[], FreeNodes>;

struct Document::Data {
    QByteArray text;
    Nodes nodes;
    quint32 count = 0;
};

} // namespace claimcheck::json
