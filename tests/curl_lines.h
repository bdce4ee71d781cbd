#pragma once

#include <QByteArrayList>

namespace claimcheck::test {

/// Command lines of curl, as its manual, browsers and articles write them. BASE is the server's address; the
/// folder has "note.txt", "data.json", "plain" and "a,b.txt". None of them loses anything when it is
/// imported.
inline const QByteArrayList curlLines = {
    "curl BASE/x",
    "curl -d a=1 -d b=2 --data-raw c=@3 'BASE/x?y=1'",
    "curl -X PUT -d a=b BASE/x",
    "curl -X PATCH -d 'hello world' BASE/x",
    "curl -d '' BASE/x",
    "curl -X PUT -H 'Content-Type:' -d x BASE/x",
    "curl --data-urlencode 'a=x y&z' --data-urlencode '=p q' --data-urlencode 'u=\xC3\xA4/'"
    " --data-urlencode 'two words' BASE/x",
    "curl --data-bin @plain -H 'Content-Type: application/octet-stream' BASE/x",
    "curl --json '{\"a\":' --json '1}' BASE/x",
    "curl --json '{}' -H 'Accept:' BASE/x",
    "curl --json @data.json -H 'Content-Type: application/vnd.a+json' BASE/x",
    "curl -G -d a=1 --data-urlencode 'q=b c' 'BASE/x?z=0#part'",
    "curl -G -X DELETE -d a=1 BASE/x",
    "curl -IG -d a=1 BASE/x",
    "curl --url-query 'a=b c' -d x=1 'BASE/x?z'",
    "curl -F a=b -F 'n=@note.txt' -F 'd=@data.json' BASE/x",
    "curl -F 'f=@note.txt;filename=other.html' -F 'g=@plain;type=text/html;filename=g' BASE/x",
    "curl -F 'f=@\"a,b.txt\";filename=\"o;t \\\"h.txt\"' BASE/x",
    "curl -F 'f=<note.txt' -F 'j={\"a\":1};type=application/json' -F 'q=\"a;b\"' BASE/x",
    "curl -F 'x=a;type=text/plain; charset=utf-8;headers=\"X-Part: 1\"' --form-string 'y=@note.txt;type=z' "
    "BASE/x",
    "curl -H 'Expect:' -T note.txt BASE/up/",
    "curl -H 'Expect:' -T note.txt -X POST -H 'Content-Type: text/plain' BASE/up",
    "curl -u alice:s3cret BASE/x",
    "curl -u alice:s3cret -H 'Authorization: Other x' BASE/x",
    "curl --oauth2-bearer s3cret BASE/x",
    "curl 'http://alice:s3%20cret@127.0.0.1:PORT/x'",
    "curl -b 'sid=s3cret; b=2' BASE/x",
    "curl -A agent/1 -e http://b.example/ -r 0-9 BASE/x",
    "curl -A one -H 'User-Agent: two' BASE/x",
    "curl -H 'X-One: it'\\''s \"q\" $5' -H 'X-Empty;' -H 'Accept:' -H 'Expect:' BASE/x",
    "curl -sSfL --compressed --http1.1 --path-as-is BASE/x/y",
    "curl -g 'BASE/x?a[]=1&b=%5B2%5D'",
    "curl -d x=1 BASE/a --next -H 'X-One: 1' BASE/b",
    "curl -X OPTIONS 127.0.0.1:PORT/x",
    // As Chromium's and Firefox' developer tools copy them.
    "curl 'BASE/v1/things' \\\n  -H 'accept: */*' \\\n  -H 'content-type: application/json' \\\n"
    "  -b 'sid=s3cret' \\\n  --data-raw $'{\"a\":\"it\\'s \\u0021\"}' \\\n  --insecure",
    "curl 'BASE/upload' -H 'content-type: multipart/form-data; boundary=----WebKitFormBoundaryAb1' "
    "--data-raw "
    "$'------WebKitFormBoundaryAb1\\r\\nContent-Disposition: form-data; name=\"a\"\\r\\n\\r\\nhello\\r\\n"
    "------WebKitFormBoundaryAb1\\r\\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\\r\\n"
    "Content-Type: text/plain\\r\\n\\r\\n\\r\\n------WebKitFormBoundaryAb1--\\r\\n'",
    "curl --compressed -X POST -H 'Connection: keep-alive' -H 'Content-Length: 3' "
    "-H 'Content-Type: application/x-www-form-urlencoded' --data-raw 'a=b' 'BASE/x'",
};

} // namespace claimcheck::test
