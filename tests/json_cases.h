#pragma once

#include "base/error.h"

#include <QByteArray>

/// The project's own JSON cases (RFC 8259): what a reader must take, and what it must refuse, where and why.
namespace claimcheck::json_cases {

struct Good {
    const char *name;
    QByteArray text;
};

struct Bad {
    const char *name;
    QByteArray text;
    ErrorCode code;
    qint64 offset;
};

inline QByteArray bytes(const char *hex)
{
    return QByteArray::fromHex(hex);
}

/// `inside` as a string, hex, in an array: ["…"].
inline QByteArray inString(const char *hex)
{
    return "[\"" + bytes(hex) + "\"]";
}

inline const Good good[] = {
    // section 2: any value may stand at the top, white space around every token
    {"null", "null"},
    {"true", "true"},
    {"false", "false"},
    {"number", "42"},
    {"string", "\"x\""},
    {"empty string", "\"\""},
    {"empty array", "[]"},
    {"empty object", "{}"},
    {"white space everywhere", " \t\r\n{ \n\"a\"\t:\r[ 1 , 2 ] , \"b\" : { } } \n"},
    {"long white space", QByteArray(37, ' ') + "[" + QByteArray(23, ' ') + "\n" + QByteArray(8, ' ') + "1]"},
    {"white space after a top number", "1 \n"},
    {"array of every type", R"([null,true,false,0,"",[],{}])"},
    {"nested", R"({"a":{"b":[{"c":[[]]}]}})"},
    {"empty containers in a row", "[[],[],{},{}]"},
    // section 4: names
    {"empty name", R"({"":0})"},
    {"same name twice", R"({"a":1,"a":2})"},
    {"escaped name", R"({"\u0061":1})"},
    // section 6: numbers
    {"zero", "0"},
    {"minus zero", "-0"},
    {"minus zero point zero", "-0.0"},
    {"fraction", "0.5"},
    {"zeros after the point", "1.000"},
    {"exponent", "1e5"},
    {"capital exponent", "1E5"},
    {"plus in exponent", "1e+5"},
    {"minus in exponent", "1e-5"},
    {"zeros in exponent", "1e0005"},
    {"zero with exponent", "0e1"},
    {"fraction and exponent", "-12.25e-10"},
    {"more than 64 bits", "123456789012345678901234567890"},
    {"beyond a double", "1e999999999999999999999"},
    {"a thousand digits", QByteArray(1000, '9')},
    // section 7: strings
    {"each short escape", R"("\"\\\/\b\f\n\r\t")"},
    {"unicode escapes", R"("\u0041\u00e9\u00E9\uFFFF")"},
    {"escaped NUL", R"("\u0000")"},
    {"surrogate pair", R"("\ud83d\ude00")"},
    {"lone high surrogate", R"("\ud800")"},
    {"lone low surrogate", R"("\udc00")"},
    {"pair the wrong way round", R"("\ude00\ud83d")"},
    {"escapes at every place of eight", R"("\n1\n12\n123\n1234\n12345\n123456\n1234567\n")"},
    {"DEL", "[\"\x7f\"]"},
    {"slash", "\"/\""},
    {"U+2028 and U+2029", inString("e280a8e280a9")},
    {"first and last of two bytes", inString("c280dfbf")},
    {"first and last of three bytes", inString("e0a080efbfbf")},
    {"around the surrogates", inString("ed9fbfee8080")},
    {"first and last of four bytes", inString("f0908080f48fbfbf")},
    {"noncharacter", inString("efbfbe")},
    {"byte order mark in a string", inString("efbbbf")},
    {"strings of length 0 to 9",
     R"(["","1","12","123","1234","12345","123456","1234567","12345678","123456789"])"},
};

inline const Bad bad[] = {
    {"nothing", "", ErrorCode::JsonEmpty, 0},
    {"only white space", " \n\t ", ErrorCode::JsonEmpty, 4},
    {"byte order mark", bytes("efbbbf7b7d"), ErrorCode::JsonSyntax, 0},
    {"UTF-16, little end first", bytes("fffe7b007d00"), ErrorCode::JsonNotUtf8, 0},
    {"UTF-16 without mark", bytes("7b007d00"), ErrorCode::JsonSyntax, 1},
    {"NUL", bytes("00"), ErrorCode::JsonSyntax, 0},
    {"NUL after the value", bytes("7b7d00"), ErrorCode::JsonTrailingData, 2},
    {"form feed", "\f[]", ErrorCode::JsonSyntax, 0},
    {"no-break space", bytes("c2a05b5d"), ErrorCode::JsonSyntax, 0},
    // after the value
    {"two values", "1 2", ErrorCode::JsonTrailingData, 2},
    {"letters after a number", "1x", ErrorCode::JsonTrailingData, 1},
    {"two objects", "{}{}", ErrorCode::JsonTrailingData, 2},
    {"bracket too many", "[1]]", ErrorCode::JsonTrailingData, 3},
    {"comma after the value", "{},", ErrorCode::JsonTrailingData, 2},
    {"comment after the value", "{} // x", ErrorCode::JsonTrailingData, 3},
    {"not UTF-8 after the value", bytes("7b7dff"), ErrorCode::JsonNotUtf8, 2},
    // words
    {"cut word", "tru", ErrorCode::JsonSyntax, 3},
    {"misspelt word", "[nul1]", ErrorCode::JsonSyntax, 4},
    {"capital word", "True", ErrorCode::JsonSyntax, 0},
    {"capital inside", "fALSE", ErrorCode::JsonSyntax, 1},
    {"longer word", "[nullx]", ErrorCode::JsonSyntax, 5},
    {"undefined", "undefined", ErrorCode::JsonSyntax, 0},
    {"NaN", "[NaN]", ErrorCode::JsonSyntax, 1},
    {"nan", "[nan]", ErrorCode::JsonSyntax, 2},
    {"Infinity", "Infinity", ErrorCode::JsonSyntax, 0},
    {"minus Infinity", "-Infinity", ErrorCode::JsonSyntax, 1},
    // numbers
    {"only minus", "-", ErrorCode::JsonSyntax, 1},
    {"minus and letter", "[-x]", ErrorCode::JsonSyntax, 2},
    {"two minuses", "--1", ErrorCode::JsonSyntax, 1},
    {"plus", "+1", ErrorCode::JsonSyntax, 0},
    {"leading zero", "[012]", ErrorCode::JsonSyntax, 2},
    {"leading zero after minus", "-01", ErrorCode::JsonSyntax, 2},
    {"two zeros", "00", ErrorCode::JsonSyntax, 1},
    {"leading point", "[.5]", ErrorCode::JsonSyntax, 1},
    {"trailing point", "[1.]", ErrorCode::JsonSyntax, 3},
    {"trailing point at the end", "1.", ErrorCode::JsonSyntax, 2},
    {"point and exponent", "1.e5", ErrorCode::JsonSyntax, 2},
    {"two points", "[1.2.3]", ErrorCode::JsonSyntax, 4},
    {"empty exponent", "[1e]", ErrorCode::JsonSyntax, 3},
    {"empty signed exponent", "1e+", ErrorCode::JsonSyntax, 3},
    {"two signs in exponent", "1e+-1", ErrorCode::JsonSyntax, 3},
    {"fraction in exponent", "[1e1.5]", ErrorCode::JsonSyntax, 4},
    {"two exponents", "[1e1e1]", ErrorCode::JsonSyntax, 4},
    {"hexadecimal", "[0x10]", ErrorCode::JsonSyntax, 2},
    {"digits in groups", "[1_000]", ErrorCode::JsonSyntax, 2},
    {"full-width digit", bytes("efbc91"), ErrorCode::JsonSyntax, 0},
    // strings
    {"open string", "\"abc", ErrorCode::JsonSyntax, 4},
    {"open long string", "\"abcdefghijklmnopq", ErrorCode::JsonSyntax, 18},
    {"only a quote", "\"", ErrorCode::JsonSyntax, 1},
    {"single quotes", "['a']", ErrorCode::JsonSyntax, 1},
    {"no quotes", "[a]", ErrorCode::JsonSyntax, 1},
    {"backslash at the end", "\"\\", ErrorCode::JsonSyntax, 2},
    {"escaped quote is no end", "\"\\\"", ErrorCode::JsonSyntax, 3},
    {"unknown escape", R"(["\x41"])", ErrorCode::JsonSyntax, 3},
    {"escaped single quote", R"(["\'"])", ErrorCode::JsonSyntax, 3},
    {"capital U", R"(["\U0041"])", ErrorCode::JsonSyntax, 3},
    {"escaped NUL byte", bytes("225c0022"), ErrorCode::JsonSyntax, 2},
    {"escaped line break", "\"\\\n\"", ErrorCode::JsonSyntax, 2},
    {"three digits", R"("\u123")", ErrorCode::JsonSyntax, 6},
    {"letter g", R"("\u12g4")", ErrorCode::JsonSyntax, 5},
    {"sign in escape", R"("\u+123")", ErrorCode::JsonSyntax, 3},
    {"escape cut off", R"("\u12)", ErrorCode::JsonSyntax, 5},
    {"line break in string", "[\"a\nb\"]", ErrorCode::JsonSyntax, 3},
    {"tab in string", "[\"\t\"]", ErrorCode::JsonSyntax, 2},
    {"NUL in string", bytes("220022"), ErrorCode::JsonSyntax, 1},
    {"U+001F in the ninth place", bytes("2231323334353637381f22"), ErrorCode::JsonSyntax, 9},
    {"escape outside a string", "[\\n]", ErrorCode::JsonSyntax, 1},
    // UTF-8
    {"lone continuation", inString("80"), ErrorCode::JsonNotUtf8, 2},
    {"FF", inString("61ff"), ErrorCode::JsonNotUtf8, 3},
    {"Latin-1", inString("e9"), ErrorCode::JsonNotUtf8, 2},
    {"overlong slash", inString("c0af"), ErrorCode::JsonNotUtf8, 2},
    {"overlong of two", inString("c1bf"), ErrorCode::JsonNotUtf8, 2},
    {"overlong of three", inString("e09fbf"), ErrorCode::JsonNotUtf8, 2},
    {"overlong of four", inString("f08fbfbf"), ErrorCode::JsonNotUtf8, 2},
    {"encoded surrogate", inString("eda080"), ErrorCode::JsonNotUtf8, 2},
    {"beyond U+10FFFF", inString("f4908080"), ErrorCode::JsonNotUtf8, 2},
    {"five bytes", inString("f888808080"), ErrorCode::JsonNotUtf8, 2},
    {"sequence cut by a quote", inString("c3a9e282"), ErrorCode::JsonNotUtf8, 4},
    {"sequence cut by the end", bytes("22f09f98"), ErrorCode::JsonNotUtf8, 1},
    {"not UTF-8 in a name", bytes("7b22ff223a317d"), ErrorCode::JsonNotUtf8, 2},
    {"not UTF-8 outside a string", bytes("5bff5d"), ErrorCode::JsonNotUtf8, 1},
    {"other letter outside a string", bytes("5bc3a95d"), ErrorCode::JsonSyntax, 1},
    // arrays
    {"open array", "[", ErrorCode::JsonSyntax, 1},
    {"open array after a value", "[1", ErrorCode::JsonSyntax, 2},
    {"open array after a comma", "[1,", ErrorCode::JsonSyntax, 3},
    {"comma first", "[,1]", ErrorCode::JsonSyntax, 1},
    {"comma last", "[1,]", ErrorCode::JsonSyntax, 3},
    {"two commas", "[1,,2]", ErrorCode::JsonSyntax, 3},
    {"no comma", "[1 2]", ErrorCode::JsonSyntax, 3},
    {"colon in an array", "[1:2]", ErrorCode::JsonSyntax, 2},
    {"wrong bracket", "[1}", ErrorCode::JsonSyntax, 2},
    {"wrong bracket at once", "[}", ErrorCode::JsonSyntax, 1},
    {"only a closing bracket", "]", ErrorCode::JsonSyntax, 0},
    {"brackets crossed", "[{]}", ErrorCode::JsonSyntax, 2},
    // objects
    {"open object", "{", ErrorCode::JsonSyntax, 1},
    {"open object after a name", "{\"a\"", ErrorCode::JsonSyntax, 4},
    {"open object after a colon", "{\"a\":", ErrorCode::JsonSyntax, 5},
    {"open object after a value", "{\"a\":1", ErrorCode::JsonSyntax, 6},
    {"open object after a comma", "{\"a\":1,", ErrorCode::JsonSyntax, 7},
    {"comma first in an object", "{,}", ErrorCode::JsonSyntax, 1},
    {"comma last in an object", R"({"a":1,})", ErrorCode::JsonSyntax, 7},
    {"two commas in an object", R"({"a":1,,"b":2})", ErrorCode::JsonSyntax, 7},
    {"no comma in an object", R"({"a":1 "b":2})", ErrorCode::JsonSyntax, 7},
    {"no colon", R"({"a" 1})", ErrorCode::JsonSyntax, 5},
    {"comma for colon", R"({"a",1})", ErrorCode::JsonSyntax, 4},
    {"two colons", R"({"a"::1})", ErrorCode::JsonSyntax, 5},
    {"no value", R"({"a":})", ErrorCode::JsonSyntax, 5},
    {"name without quotes", "{a:1}", ErrorCode::JsonSyntax, 1},
    {"number as name", "{1:1}", ErrorCode::JsonSyntax, 1},
    {"null as name", "{null:1}", ErrorCode::JsonSyntax, 1},
    {"array as name", "{[]:1}", ErrorCode::JsonSyntax, 1},
    {"wrong brace", R"({"a":1])", ErrorCode::JsonSyntax, 6},
    {"comment in an object", R"({/**/"a":1})", ErrorCode::JsonSyntax, 1},
};

} // namespace claimcheck::json_cases
