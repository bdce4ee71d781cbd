#pragma once

#include "http/message.h"

#include <QByteArray>

#include <chrono>
#include <optional>
#include <vector>

/// Saved requests, what they are made of and what came of them: a collection is plain text, secrets stand in
/// it as references only.
namespace claimcheck::requests {

/// How the body of a request is made. Json differs from Text by its Content-Type alone.
enum class BodyKind { None, Json, Form, Multipart, Text, File };

/// One field of application/x-www-form-urlencoded, decoded; `{{…}}` stays as it is.
struct FormField {
    QByteArray name = {};
    QByteArray value = {};
    friend bool operator==(const FormField &, const FormField &) = default;
};

/// One part of multipart/form-data: a value, or a file that is read from disk when it is sent.
struct BodyPart {
    QByteArray name = {};
    QByteArray value = {};
    QByteArray file = {};     // not empty: a path beside the collection's file, and `value` is not used
    QByteArray fileName = {}; // what the server is told
    QByteArray contentType = {};
    http::Headers headers = {}; // others than Content-Disposition and Content-Type
    friend bool operator==(const BodyPart &, const BodyPart &) = default;
};

struct Body {
    BodyKind kind = BodyKind::None;
    /// Json and Text; line ends are LF. A line "< PATH" stands for the content of that file.
    QByteArray text = {};
    std::vector<FormField> fields = {};
    std::vector<BodyPart> parts = {};
    QByteArray file = {};
    bool expandsFile = false; // variables in the file are filled in ("<@ PATH")
    friend bool operator==(const Body &, const Body &) = default;
};

struct CredentialChoice {
    enum class From {
        Profile, // that of the chosen environment
        Another, // the profile named here
        None,
    };
    From from = From::Profile;
    QByteArray profile = {};
    friend bool operator==(const CredentialChoice &, const CredentialChoice &) = default;
};

/// A request as it is saved. Every text is a template: UTF-8 with `{{variables}}`.
struct RequestSpec {
    QByteArray title = {}; // after "###"
    QByteArray name = {};  // "# @name"
    QByteArray method = "GET";
    QByteArray url = {};
    QByteArray httpVersion = {}; // as written ("HTTP/1.1"), or empty
    http::Headers headers = {};
    Body body = {};
    CredentialChoice credential = {};
    std::optional<std::chrono::milliseconds> timeout = {};
    http::RedirectPolicy redirects = http::RedirectPolicy::Follow;
    /// CA, client certificate and proxy of this request alone; nothing: the profile's. A credential that was
    /// signed in through other settings is then refused by its leash.
    std::optional<http::ConnectionSettings> connection = {};
    /// As in assertions.h: "status == 200".
    std::vector<QByteArray> assertions = {};
    friend bool operator==(const RequestSpec &, const RequestSpec &) = default;
};

} // namespace claimcheck::requests
