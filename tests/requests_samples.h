#pragma once

#include <QByteArray>

namespace claimcheck::test {

/// A file of requests with something of everything that the format knows. Not in the test itself: moc reads
/// no raw string of many lines.
inline const QByteArray sample = R"(# A comment of the file
@base = https://api.example
@token={{profile:prod.token}}

### Who am I
# @name me
// @timeout 10
# @unknown stays
GET {{base}}/me HTTP/1.1
Accept: application/json
# a comment among the headers
X-Other:  spaced  

> {%
  client.test("status", function() { client.assert(response.status === 200); });
%}

### Search
https://api.example/search
    ?q=one two
    &page=2
  // not now: &size=9
Accept: */*


###
# @no-redirect
# @credential staging
# @assert status == 201
POST {{base}}/things
Content-Type: application/json

{
  "name": "x",

  "n": 1
}

>> out.json
### form
POST https://api.example/form
Content-Type: application/x-www-form-urlencoded

a=1&b=two+words
&c={{x&y=z}}%26
### upload
POST https://api.example/upload
Content-Type: multipart/form-data; boundary=XX

--XX
Content-Disposition: form-data; name="text"

hello
--XX
Content-Disposition: form-data; name="file"; filename="a \"b\".png"
Content-Type: image/png

< ./a.png
--XX--

### file
PUT https://api.example/file

<@utf8 ./body.xml
)";

} // namespace claimcheck::test
