#pragma once

#include <QByteArray>

namespace claimcheck::test {

/// A token that is nobody's.
inline const QByteArray importToken =
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLXRoYXQtaXMtbm9ib2R5cy0xMjM0NTY3ODkw";

/// As Chromium's developer tools write it.
inline const QByteArray harSample = R"({"log":{"version":"1.2","creator":{"name":"WebInspector"},"entries":[
{"request":{"method":"POST","url":"https://api.example/v1/things?page=1&access_token=TOKEN","httpVersion":"h2",
 "headers":[{"name":":authority","value":"api.example"},{"name":"accept-encoding","value":"gzip"},
  {"name":"authorization","value":"Bearer TOKEN"},{"name":"cookie","value":"sid=s3cret"},
  {"name":"content-type","value":"application/json"},{"name":"content-length","value":"33"}],
 "queryString":[],"cookies":[],
 "postData":{"mimeType":"application/json","text":"{\"name\":\"x\",\"password\":\"hunter2\"}"}},"response":{}},
{"request":{"method":"POST","url":"https://api.example/login","headers":[],
 "postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"user","value":"a%40b"},{"name":"pwd","value":"pass-0"}]}}},
{"request":{"method":"GET","url":"wss://api.example/socket","headers":[]}},
{"request":{"method":"POST","url":"https://api.example/blob","headers":[],"postData":{"mimeType":"x/y","encoding":"base64","text":"AA=="}}},
{"request":{"method":"POST","url":"https://api.example/evil","headers":[],"postData":{"mimeType":"text/plain","text":"< /etc/passwd"}}}
]}})";

inline const QByteArray postmanSample =
    R"({"info":{"name":"C","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
"auth":{"type":"bearer","bearer":[{"key":"token","value":"TOKEN","type":"string"}]},
"variable":[{"key":"base","value":"https://api.example"},{"key":"apiKey","value":"k-123"}],
"event":[{"listen":"prerequest","script":{"exec":["pm.x"]
}
}],
"item":[
 {"name":"Folder","auth":{"type":"noauth"},"item":[
  {"name":"Get","request":{"method":"GET","header":[{"key":"A","value":"1"},{"key":"B","value":"2","disabled":true}],
   "url":{"raw":"{{base}}/users/:id?x=1","host":["{{base}}"],"path":["users",":id"],"variable":[{"key":"id","value":"42"}]}}}]},
 {"name":"Json","request":{"method":"POST","url":"{{base}}/json","header":[],
   "body":{"mode":"raw","raw":"{\n\"a\": 1}","options":{"raw":{"language":"json"}}}}},
 {"name":"Form","request":{"method":"POST","url":"{{base}}/form","auth":{"type":"basic","basic":[{"key":"username","value":"u"},{"key":"password","value":"p"}]},
   "body":{"mode":"urlencoded","urlencoded":[{"key":"a","value":"1 2"},{"key":"b","value":"x","disabled":true}]}}},
 {"name":"Parts","request":{"method":"POST","url":"{{base}}/parts","auth":{"type":"apikey","apikey":[{"key":"key","value":"X-Key"},{"key":"value","value":"zzz"}]},
   "body":{"mode":"formdata","formdata":[{"key":"t","value":"v","type":"text"},{"key":"f","type":"file","src":"/tmp/a.png"}]}}},
 {"name":"Query","request":{"method":"POST","url":"{{base}}/graphql","auth":{"type":"oauth2"},
   "body":{"mode":"graphql","graphql":{"query":"{ me }","variables":"{\"a\":1}"}}}},
 {"name":"Plain","request":"https://api.example/plain"}
]
})";

inline const QByteArray postmanEnvironment = R"({"id":"1","name":"Prod","values":[
 {"key":"host","value":"https://api.example","type":"default","enabled":true},
 {"key":"pass_phrase_x","value":"s3cret","type":"secret","enabled":true},
 {"key":"old","value":"1","enabled":false}],"_postman_variable_scope":"environment"})";

/// What the first one leaves aside: rows without a name, types by language, several files, variables within
/// JSON.
inline const QByteArray postmanOthers =
    R"({"info":{"schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
"auth":{"type":"basic","basic":[{"key":"username","value":"{{user}}"},{"key":"password","value":"hunter2"}]},
"item":[
 {"name":"Text","request":{"method":"POST","header":[{"key":"","value":""},{"key":"Host","value":"b.example"},{"key":"Content-Length","value":"3"}],
   "url":"{{base}}/a b?q={{an x}}","body":{"mode":"raw","raw":"one\r\ntwo\n"}}},
 {"name":"Xml","request":{"method":"POST","header":"A: 1\r\n//Off: 1\r\nNameless\r\n\r\nB: 2","auth":{"type":"noauth"},"url":"{{base}}/xml",
   "body":{"mode":"raw","raw":"<a/>","options":{"raw":{"language":"xml"}}}}},
 {"name":"Template","protocolProfileBehavior":{"followRedirects":false,"strictSSL":false},"request":{"method":"PUT","auth":{"type":"noauth"},"url":"{{base}}/{{$randomCity}}/{{$guid}}/{{$randomCity}}",
   "body":{"mode":"raw","raw":"{\"id\": {{id}}, \"password\": \"hun\\\"ter3\"}","options":{"raw":{"language":"json"}}}}},
 {"name":"Files","request":{"method":"POST","auth":{"type":"noauth"},"url":"{{base}}/f",
   "body":{"mode":"formdata","formdata":[{"key":"f","type":"file","src":["a.txt","d/b.txt"]},{"key":"n","type":"file","src":null},
    {"key":"count","value":5},{"key":"off","value":"x","disabled":true}]}}},
 {"name":"Get","request":{"method":"GET","auth":{"type":"noauth"},"url":"{{base}}/f","body":{"mode":"raw","raw":"x"}}},
 {"name":"Socket","request":{"method":"GET","url":{"raw":"wss://api.example/socket"}}}
]})";

inline const QByteArray openApiSample = R"({"openapi":"3.0.3","info":{"title":"T","version":"1"},
"servers":[{"url":"https://{region}.api.example/v1/","variables":{"region":{"default":"eu"}}}],
"security":[{"bearer":[]}],
"components":{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer"},"key":{"type":"apiKey","in":"header","name":"X-Key"}},
 "parameters":{"Id":{"name":"id","in":"path","required":true,"schema":{"type":"integer","minimum":7}}},
 "schemas":{"Node":{"type":"object","properties":{"name":{"type":"string"},"child":{"$ref":"#/components/schemas/Node"},
   "when":{"type":"string","format":"date-time"},"id":{"type":"string","readOnly":true},"kind":{"enum":["a","b"]}}},
  "Circle":{"$ref":"#/components/schemas/Circle"}}},
"paths":{
 "/nodes/{id}":{"parameters":[{"$ref":"#/components/parameters/Id"}],
  "get":{"operationId":"getNode","summary":"One node","parameters":[{"name":"q","in":"query","example":"a b"},{"name":"optional","in":"query"},
    {"name":"X-Trace","in":"header","required":true,"schema":{"type":"string"}},{"name":"sid","in":"cookie","required":true}],"security":[]},
  "put":{"requestBody":{"content":{"text/plain":{"example":"x"},"application/json":{"schema":{"$ref":"#/components/schemas/Node"}}}}}},
 "/circle":{"post":{"security":[{"key":[]}],"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Circle"}}}}}},
 "/form":{"post":{"requestBody":{"content":{"application/x-www-form-urlencoded":{"schema":{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}}}}}}}},
 "/gone":{"$ref":"other.json#/paths/gone"}
}})";

/// Styles of parameters, files, bodies that are no JSON, and servers of a single operation.
inline const QByteArray openApiOthers = R"({"openapi":"3.1.0","servers":[{"url":"https://api.example/v1"}],
"components":{"schemas":{
  "Named":{"allOf":[{"properties":{"id":{"type":"integer"}}}]},
  "Pet":{"allOf":[{"$ref":"#/components/schemas/Named"},{"properties":{"name":{"type":"string"}}}]}}},
"paths":{
 "/a/{id}/{label}/{matrix}":{"get":{"parameters":[
   {"name":"id","in":"path","required":true,"schema":{"type":"array","items":{"type":"integer"}},"example":[3,4]},
   {"name":"label","in":"path","required":true,"style":"label","explode":true,"example":{"R":100,"G":200}},
   {"name":"matrix","in":"path","required":true,"style":"matrix","example":["x y","z"]},
   {"name":"list","in":"query","example":["a b","c"]},
   {"name":"comma","in":"query","explode":false,"example":["a","b"]},
   {"name":"pipe","in":"query","style":"pipeDelimited","explode":false,"example":["a","b"]},
   {"name":"deep","in":"query","style":"deepObject","example":{"R":1,"G":"x&y"}},
   {"name":"json","in":"query","content":{"application/json":{"example":{"a":1}}}},
   {"name":"needed","in":"query","required":true,"schema":{"type":"boolean"}},
   {"name":"limit","in":"query","schema":{"type":"integer","default":10}},
   {"name":"page","in":"query","schema":{"type":"integer"}},
   {"name":"X-List","in":"header","required":true,"example":["a","b"]},
   {"name":"Authorization","in":"header","required":true,"schema":{"type":"string"}}]}},
 "/upload":{"servers":[{"url":"https://files.example/"}],
  "post":{"requestBody":{"content":{"multipart/form-data":{"schema":{"properties":{
    "picture":{"type":"string","contentMediaType":"image/png"},"pet":{"$ref":"#/components/schemas/Pet"},"note":{"type":"string"}}}}}}},
  "put":{"requestBody":{"content":{"application/octet-stream":{"schema":{"type":"string","format":"binary"}}}}}},
 "/xml":{"post":{"requestBody":{"content":{"application/xml":{"schema":{"$ref":"#/components/schemas/Pet"}}}}},
  "put":{"requestBody":{"content":{"application/xml":{"example":"<pet/>"}}}}},
 "/form":{"post":{"requestBody":{"content":{"application/x-www-form-urlencoded":{"example":{"tag":["a","b"],"n":1}}}}}},
 "/any/{who}":{"post":{"parameters":[{"name":"api_key","in":"query","required":true,"schema":{"type":"string"}}],
  "requestBody":{"content":{"*/*":{"schema":{"properties":{"password":{"type":"string"},"tax":{"anyOf":[{"type":"null"},{"type":"number"}]}}}}}}}}
}})";

} // namespace claimcheck::test
