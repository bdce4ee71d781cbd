#pragma once

/// Every error and problem that Claimcheck reports, one row each: X(name, exit class, sentence, hint).
/// `%1` is the error's subject, `%2` its detail. Names are stable: scripts rely on them. New rows may be
/// added; none is renamed. An empty hint means that there is nothing general to do about it.
// clang-format off
#define CLAIMCHECK_ERROR_CODES(X) \
    /* base64url and JSON (RFC 4648, RFC 8259) */ \
    X(Base64Padding,           No, "%1 is base64url with padding, which JOSE forbids.", "Remove the = at the end.") \
    X(Base64Alphabet,          No, "%1 uses the standard base64 alphabet (+ or /) in place of base64url (- and _).", "") \
    X(Base64TrailingBits,      No, "%1 has unused bits that are not zero in its last base64url character.", "") \
    X(Base64Length,            No, "%1 has a length that no base64url text can have.", "A character is missing, or there is one too many.") \
    X(Base64ForeignCharacter,  No, "%1 holds a character that is not base64url.", "") \
    X(JsonEmpty,               No, "%1 is empty where JSON is expected.", "") \
    X(JsonSyntax,              No, "%1 is not JSON: %2.", "") \
    X(JsonNotUtf8,             No, "%1 is not UTF-8.", "") \
    X(JsonTooDeep,             No, "%1 is nested deeper than is allowed.", "") \
    X(JsonTooLarge,            No, "%1 is larger than is allowed.", "") \
    X(JsonTrailingData,        No, "%1 has more text after the JSON value.", "") \
    X(JsonDuplicateName,       No, "The name %1 appears more than once in one object.", "Readers disagree on which one counts.") \
    X(JsonNotObject,           No, "%1 is JSON, but not an object.", "") \
    X(JsonTypeMismatch,        No, "%1 has the wrong JSON type.", "") \
    X(RandomUnavailable,       CouldNotDo, "The system's random generator failed.", "") \
    /* tokens (RFC 7515, RFC 7519) */ \
    X(NoTokenFound,            No, "No token was found in this text.", "Paste a token, a header, a cURL line or a token response.") \
    X(TokenTooLarge,           No, "The token is larger than is allowed.", "") \
    X(TokenPartMissing,        No, "The token has no %1.", "A compact token has three parts: header.payload.signature.") \
    X(TokenPartExtra,          No, "The token has more than three parts.", "") \
    X(TokenKindUnsupported,    No, "This version cannot verify %1.", "") \
    X(TokenUnsecured,          No, "The token says alg none: it is not signed at all.", "Anybody can have written it.") \
    X(AlgorithmMissing,        No, "The header has no alg.", "") \
    X(AlgorithmUnsupported,    No, "The algorithm %1 is not supported.", "") \
    X(AlgorithmNotAllowed,     No, "The algorithm %1 is not allowed here.", "The key, or what was asked for, allows others.") \
    X(CriticalUnsupported,     No, "The header marks %1 as critical, and it is not understood.", "RFC 7515 section 4.1.11 says that such a token must be refused.") \
    X(CriticalInvalid,         No, "The header's crit is malformed.", "") \
    X(SignatureMismatch,       No, "The signature does not match.", "The token was changed, or another key signed it.") \
    X(SignatureMissing,        No, "The signature is empty.", "") \
    X(SignatureLength,         No, "The signature has the wrong length for %1.", "") \
    X(SignatureNotChecked,     No, "The signature was not checked.", "") \
    X(TokenExpired,            No, "The token has expired.", "") \
    X(TokenNotYetValid,        No, "The token is not valid yet.", "") \
    X(TokenFromFuture,         No, "The token says that it was issued in the future.", "Check the clocks of this machine and of the server.") \
    X(ExpirationMissing,       No, "The token has no exp claim.", "") \
    X(NumericDateInvalid,      No, "The claim %1 is not a NumericDate.", "It must be a number of seconds since 1970.") \
    X(ClaimMissing,            No, "The claim %1 is missing.", "") \
    X(IssuerMismatch,          No, "The issuer (iss) is not the expected one.", "") \
    X(AudienceMismatch,        No, "The audience (aud) does not name the expected one.", "") \
    X(AudienceUnset,           No, "The token names an audience, and none was expected.", "Say which audience is expected, or that it is ignored.") \
    X(SubjectMismatch,         No, "The subject (sub) is not the expected one.", "") \
    X(TypeMismatch,            No, "The type (typ) is not the expected one.", "") \
    X(NonceMismatch,           No, "The nonce is not the expected one.", "") \
    X(AuthTimeMismatch,        No, "The time of the sign-in (auth_time) is not that of the sign-in that is refreshed.", "") \
    X(TokenIdMismatch,         No, "The token's id (jti) is not the expected one.", "") \
    X(PartyMismatch,           No, "The authorized party (azp) is not the expected one.", "") \
    X(TokenTooOld,             No, "The token was issued longer ago than is allowed.", "") \
    X(TokenFormInvalid,        No, "The token's serialization is malformed: %2.", "") \
    X(PayloadDetached,         No, "The token does not carry its payload.", "Give the payload that it was signed with.") \
    X(PayloadNotDetached,      No, "A payload was given, and the token carries its own.", "") \
    /* encrypted tokens (RFC 7516, RFC 7518) */ \
    X(DecryptionFailed,        No, "The token cannot be decrypted with this key.", "The key is another one, or the token was changed.") \
    X(IterationsOutOfRange,    No, "The token asks for %2 rounds of password hashing, which is not allowed.", "") \
    X(EphemeralKeyInvalid,     No, "The ephemeral key (epk) of the token cannot be used: %2.", "") \
    X(CompressionUnsupported,  No, "The compression %1 is not supported.", "") \
    X(CompressedTooLarge,      No, "The decrypted content unpacks to more than is allowed.", "") \
    X(CompressedInvalid,       No, "The decrypted content is not compressed as it says.", "") \
    /* selective disclosure and proofs (RFC 9901, RFC 9449) */ \
    X(SdAlgorithmUnsupported,  No, "The hash %1 of the disclosures (_sd_alg) is not supported.", "") \
    X(DisclosureInvalid,       No, "The disclosure %1 is malformed: %2.", "") \
    X(DisclosureUnreferenced,  No, "Nothing in the token refers to the disclosure %1.", "") \
    X(DisclosureRepeated,      No, "The digest %1 appears more than once.", "") \
    X(DisclosureNameForbidden, No, "A disclosure must not be named %1.", "") \
    X(DisclosureNameExists,    No, "The claim %1 is disclosed and is there already.", "") \
    X(KeyBindingMissing,       No, "The token is not bound to its holder's key (no KB-JWT).", "") \
    X(KeyBindingHashMismatch,  No, "The key binding is for other disclosures (sd_hash).", "") \
    X(DpopMethodMismatch,      No, "The proof is for another method (htm).", "") \
    X(DpopUriMismatch,         No, "The proof is for another address (htu).", "") \
    X(DpopTokenMismatch,       No, "The proof is for another access token (ath).", "") \
    X(DpopProofTooOld,         No, "The proof is too old (iat).", "") \
    X(ThumbprintMismatch,      No, "The key of the proof is not the one that is expected (jkt).", "") \
    X(BatchFieldInvalid,       Usage, "The line's %1 cannot be used: %2.", "") \
    /* keys (RFC 7517, RFC 7518, RFC 8037) */ \
    X(KeyFormatUnknown,        CouldNotDo, "%1 holds no key that can be read: %2.", "PEM, DER, JWK and JWK Set are read.") \
    X(KeyInvalid,              CouldNotDo, "The key is not a valid key: %2.", "") \
    X(KeyTooLarge,             CouldNotDo, "The key is larger than is allowed.", "") \
    X(KeyTooShort,             No, "The key is too short for %1.", "") \
    X(KeyEncrypted,            CouldNotDo, "The key is encrypted with a password.", "") \
    X(KeyPasswordWrong,        CouldNotDo, "The password does not open the key.", "") \
    X(KeyNotPrivate,           CouldNotDo, "This takes a private key, and the key is public.", "") \
    X(KeyNotFound,             No, "No key fits the token (kid %1).", "") \
    X(KeyAmbiguous,            No, "More than one key fits the token.", "") \
    X(KeyTypeMismatch,         No, "The key's type does not fit %1.", "") \
    X(KeyCurveMismatch,        No, "The key's curve does not fit %1.", "") \
    X(KeyUseMismatch,          No, "The key is not meant for this (use or key_ops).", "") \
    X(KeyNotVouched,           No, "Nobody vouches for the key: the token carried it itself.", "Verify with a key of your own, or with the key set of the issuer.") \
    X(KeyMissing,              No, "No key was given.", "") \
    X(PublicKeyAsSecret,       No, "A public key was given as an HMAC secret.", "Everybody can know it: whoever accepts it accepts forged tokens.") \
    X(SecretEncodingInvalid,   CouldNotDo, "The secret is not %1: %2.", "") \
    X(CryptoFailed,            CouldNotDo, "The cryptographic library could not do this: %2.", "") \
    /* http and the leash */ \
    X(UrlInvalid,              CouldNotDo, "%1 is not an address that can be used.", "An address starts with https://.") \
    X(UrlHasUserInfo,          CouldNotDo, "The address holds a user name or password.", "Remove what stands before the @.") \
    X(UrlInsecure,             CouldNotDo, "%1 is not encrypted (plain http).", "Plain http is allowed only to this machine. Use https://.") \
    X(HeaderInvalid,           CouldNotDo, "The header %1 cannot be sent.", "") \
    X(HostNotFound,            CouldNotDo, "Cannot reach %1: the name does not resolve.", "Check the address.") \
    X(ConnectionRefused,       CouldNotDo, "Cannot reach %1: the connection was refused.", "Check the address and the port, and that the server is running.") \
    X(ConnectionClosed,        CouldNotDo, "%1 closed the connection before it answered.", "") \
    X(TimedOut,                CouldNotDo, "%1 did not answer in time.", "") \
    X(NetworkFailed,           CouldNotDo, "Cannot reach %1: %2.", "") \
    X(ProxyFailed,             CouldNotDo, "Cannot reach %1 through the proxy: %2.", "Check the proxy settings of the profile.") \
    X(TlsCertificateUntrusted, CouldNotDo, "The certificate of %1 is not from a trusted authority: %2.", "If the server has its own authority, name its CA file in the profile (tls.caFile).") \
    X(TlsCertificateExpired,   CouldNotDo, "The certificate of %1 has expired or is not valid yet: %2.", "Check the clock of this machine, or ask who runs the server.") \
    X(TlsHostMismatch,         CouldNotDo, "The certificate is not for %1: %2.", "Check the address.") \
    X(TlsFailed,               CouldNotDo, "No secure connection to %1: %2.", "") \
    X(CertificateUnreadable,   CouldNotDo, "The certificate or key file %1 cannot be read: %2.", "") \
    X(ResponseTooLarge,        CouldNotDo, "The answer of %1 is larger than is allowed.", "") \
    X(ResponseEndless,         CouldNotDo, "%1 sends bytes without an end that are no answer.", "") \
    X(TooManyRedirects,        CouldNotDo, "%1 redirects too many times.", "") \
    X(RedirectInvalid,         CouldNotDo, "%1 redirects to an address that cannot be used.", "") \
    X(RedirectLeavesOrigin,    CouldNotDo, "%1 redirects to another origin, %2, and nothing was sent there.", "If that is the right server, use its address in the profile.") \
    X(LeashRefused,            No, "A secret was not sent to %1: it does not belong there.", "The origins of the profile say where its secrets may go.") \
    X(Cancelled,               CouldNotDo, "Cancelled.", "") \
    X(HttpStatusFailed,        No, "%1 answered with status %2.", "") \
    /* keychain */ \
    X(KeychainLocked,            CouldNotDo, "The keychain is locked.", "Unlock it, then try again.") \
    X(KeychainPromptDismissed,   CouldNotDo, "The keychain stayed locked: its prompt was dismissed.", "Try again and unlock it.") \
    X(KeychainPromptUnavailable, CouldNotDo, "The keychain is locked, and there is no way to ask for its password here.", "Over SSH, unlock it with: gnome-keyring-daemon --replace --unlock --components=secrets (reads the password from standard input).") \
    X(KeychainNoCollection,      CouldNotDo, "The keychain has no default keyring.", "Create one with the system's password manager.") \
    X(KeychainNoService,         CouldNotDo, "No keychain service is running (org.freedesktop.secrets).", "Install and start gnome-keyring, KWallet or KeePassXC, or sign in without storing.") \
    X(KeychainNoBus,             CouldNotDo, "There is no D-Bus session, so the keychain cannot be reached.", "Start the program inside a desktop session, or with dbus-run-session.") \
    X(KeychainEntryMissing,      CouldNotDo, "The keychain holds nothing for %1.", "Sign in again.") \
    X(KeychainEntryDamaged,      CouldNotDo, "The keychain's entry for %1 cannot be read.", "Sign in again.") \
    X(KeychainReadFailed,        CouldNotDo, "The keychain could not be read: %2.", "") \
    X(KeychainWriteFailed,       CouldNotDo, "The keychain could not be written: %2.", "") \
    X(KeychainDeleteUnproven,    CouldNotDo, "The keychain still holds an entry after it was deleted.", "Unlock the keychain and sign out again.") \
    X(KeychainTimedOut,          CouldNotDo, "The keychain did not answer in time.", "Look for a prompt that waits for an answer.") \
    X(RefreshLockBusy,           CouldNotDo, "Another program is refreshing this profile and does not finish.", "") \
    X(RefreshLockFailed,         CouldNotDo, "The lock file %1 cannot be used: %2.", "") \
    /* profiles */ \
    X(ProfileNotFound,         CouldNotDo, "There is no profile %1.", "claimcheck profile list shows all.") \
    X(ProfileExists,           CouldNotDo, "A profile %1 exists already.", "") \
    X(ProfileNameInvalid,      Usage, "%1 cannot be the name of a profile.", "1 to 64 characters, with no line ends and no leading dash.") \
    X(ProfileFieldUnknown,     Usage, "A profile has no setting %1.", "claimcheck profile show NAME lists the settings.") \
    X(ProfileFieldInvalid,     Usage, "The setting %1 cannot be used: %2.", "") \
    X(ProfilesUnreadable,      CouldNotDo, "The profiles file cannot be read: %2.", "It was kept aside as %1. Mend it and put it back.") \
    X(ProfilesTooNew,          CouldNotDo, "The profiles file was written by a newer version.", "Update Claimcheck. Nothing was changed.") \
    X(ProfilesWriteFailed,     CouldNotDo, "The profiles file %1 cannot be written: %2.", "") \
    X(ProfileChanged,          No, "The profile %1 is not the one that this secret was signed in with: %2 differs.", "Sign in again to use the changed profile.") \
    X(SecretNeededAgain,       No, "The stored secrets of the profile %1 were given for other settings: %2 differs.", "Store them again with: claimcheck profile set %1 --secret-file client_secret=FILE (or the name of the other secret that it has).") \
    X(RecipeUnknown,           Usage, "There is no recipe %1.", "claimcheck recipes lists all.") \
    /* signing in */ \
    X(SignInRefused,           No, "The server refused the sign-in. %2", "Check the user name and the password.") \
    X(SignInNeedsMore,         No, "The server wants more than a password: %2", "") \
    X(RateLimited,             No, "%1 says: too many attempts. %2", "Wait, then try again.") \
    X(ServerFailed,            CouldNotDo, "%1 has an error of its own. %2", "Try again later.") \
    X(UnexpectedStatus,        CouldNotDo, "%1 answered with an unexpected status. %2", "Check the address and the kind of server.") \
    X(ResponseNotJson,         CouldNotDo, "%1 did not answer with JSON. %2", "Check the address and the kind of server.") \
    X(TokenNotInResponse,      CouldNotDo, "The answer of %1 holds no token: looked for %2.", "Check the kind of server, or set reply.accessToken.") \
    X(NotSignedIn,             No, "The profile %1 is not signed in.", "Sign in with: claimcheck login %1") \
    X(SessionExpired,          No, "The sign-in of %1 has expired and cannot be refreshed.", "Sign in again with: claimcheck login %1") \
    X(RefreshNotPossible,      No, "The sign-in of %1 cannot be refreshed: there is no refresh token.", "Sign in again.") \
    X(RefreshRefused,          No, "The server refused to refresh the sign-in. %2", "Sign in again.") \
    X(RefreshOutcomeUnknown,   No, "An earlier refresh of %1 was cut off, and the server no longer takes the old token.", "Sign in again.") \
    X(WrongPerson,             No, "This sign-in is for somebody else: %2.", "It was not stored. Sign out first to change the person.") \
    X(SessionNotStored,        CouldNotDo, "The new token of %1 could not be stored: it is kept until the program ends.", "Unlock the keychain; storing is tried again.") \
    X(CredentialNotExportable, No, "The credential of %1 cannot be used outside Claimcheck.", "") \
    X(PersonNotRead,           CouldNotDo, "Who is signed in could not be read. %2", "") \
    /* OAuth and OpenID Connect */ \
    X(MetadataNotFound,        CouldNotDo, "%1 publishes no metadata: %2", "Check the address of the issuer, or name the endpoints in the profile.") \
    X(MetadataInvalid,         CouldNotDo, "The metadata of %1 cannot be used: %2.", "") \
    X(EndpointMissing,         CouldNotDo, "The server names no %1.", "") \
    X(OriginUnconfirmed,       No, "The server's metadata brings in another origin, %1, and nobody confirmed it.", "Confirm it at sign-in, or with: claimcheck profile set NAME authorization.origins=%1") \
    X(ClientIdMissing,         CouldNotDo, "The server needs a client_id, and it registers none by itself.", "Register Claimcheck with the server as a native client, then set client_id.") \
    X(ClientSecretMissing,     CouldNotDo, "The client's secret is not stored.", "Store it with: claimcheck profile set NAME --secret-file client_secret=FILE") \
    X(ClientKeyMissing,        CouldNotDo, "The client's private key is not stored.", "Store it with: claimcheck profile set NAME --secret-file client_key=FILE") \
    X(ClientAuthenticationUnsupported, CouldNotDo, "The server does not offer the client authentication %1.", "") \
    X(ClientRejected,          No, "The server does not accept this client. %2", "Check client_id, the client's secret and how it authenticates.") \
    X(RegistrationRefused,     No, "The server refused to register this client. %2", "Register Claimcheck with the server by hand, then set client_id.") \
    X(PushedRequestRefused,    No, "The server refused the pushed authorization request. %2", "") \
    X(PushedRequestExpired,    No, "The pushed authorization request expired before the browser came with it.", "Begin the sign-in again.") \
    X(ParameterRepeated,       No, "The answer names %1 more than once.", "Nothing of it was used.") \
    X(StateMismatch,           No, "The answer belongs to another sign-in (state).", "Use the page that this sign-in opened.") \
    X(ResponseIssuerMissing,   No, "The answer does not say which server it is from (iss), and this one always does.", "It may be from another server. Nothing was sent there.") \
    X(AuthorizationDenied,     No, "The sign-in was declined at the server. %2", "") \
    X(AuthorizationRefused,    No, "The server refused the sign-in: %1. %2", "") \
    X(CodeMissing,             No, "The answer holds no code.", "") \
    X(RedirectPastedInvalid,   Usage, "This is not the address that the sign-in ended at: %2.", "Copy the whole address from the browser's bar; it starts with %1.") \
    X(LoopbackUnavailable,     CouldNotDo, "The port for the browser's return cannot be opened on %1: %2.", "Choose another redirect_port, or end the program that uses it.") \
    X(BrowserNotStarted,       CouldNotDo, "No browser could be started: %2.", "Open the link by hand.") \
    X(SignInTimedOut,          CouldNotDo, "Nobody finished the sign-in in time.", "Start it again. If the browser showed an error about the redirect URI, register that address with the server.") \
    X(TokenRequestRefused,     No, "The server gave no token: %1. %2", "") \
    X(TokenTypeUnsupported,    No, "The server gave a token of the type %1, which is not supported.", "") \
    X(IdTokenMissing,          No, "The answer holds no ID Token, though scope asked for openid.", "") \
    X(IdTokenEncrypted,        CouldNotDo, "The ID Token is encrypted, and no stored key of this client opens it.", "Store the key with: claimcheck profile set NAME --secret-file client_key=FILE") \
    X(HashMismatch,            No, "The ID Token was made for another %2 (%1).", "") \
    X(HashMissing,             No, "The ID Token does not hold %1, which is required here.", "") \
    X(UserInfoSubjectMismatch, No, "UserInfo is about somebody else than the ID Token (sub).", "Nothing of it was used.") \
    X(DeviceCodeExpired,       No, "The code was not entered in time.", "Start the sign-in again.") \
    X(DpopNonceMissing,        No, "The server wants a nonce in the DPoP proof, and sends none.", "") \
    X(DpopRefused,             No, "The server does not accept the DPoP proof. %2", "Check the clock of this machine.") \
    X(GrantInputMissing,       CouldNotDo, "The sign-in needs %1.", "") \
    /* forms and cookies */ \
    X(FormNotFound,            CouldNotDo, "The page of %1 holds no form to sign in with: %2.", "Check the address of the page, or set form.path.") \
    X(CsrfTokenMissing,        CouldNotDo, "%1 sent no CSRF token: looked for %2.", "Check the kind of server.") \
    X(CookieMissing,           No, "The answer of %1 set no session cookie: looked for %2.", "Check the user name, the password and the kind of server.") \
    X(SignInUnproven,          CouldNotDo, "Whether the sign-in worked cannot be told. %2", "Set form.probe to an address that only answers when signed in.") \
    X(SecretLeaked,            No, "%1 holds a live secret of %2.", "Remove the file, and sign out so that the secret ends.") \
    /* requests and collections */ \
    X(HttpFileInvalid,         CouldNotDo, "%1 cannot be read as requests: %2.", "") \
    X(RequestNotFound,         CouldNotDo, "There is no request %1.", "") \
    X(VariableUnknown,         CouldNotDo, "{{%1}} has no value here.", "Choose an environment that names it, or define it in the file.") \
    X(VariableLoop,            CouldNotDo, "The variable %1 refers to itself.", "") \
    X(EnvironmentUnknown,      CouldNotDo, "There is no environment %1.", "") \
    X(SecretReferenceUnknown,  CouldNotDo, "Nothing in the keychain answers to %1.", "") \
    X(ImportUnreadable,        CouldNotDo, "%1 cannot be imported: %2.", "") \
    X(ImportTooLarge,          CouldNotDo, "%1 has more than can be imported: %2.", "") \
    X(AssertionInvalid,        CouldNotDo, "The assertion %1 cannot be read: %2.", "") \
    X(AssertionFailed,         No, "The answer is not as asserted: %1: %2.", "") \
    X(FilterInvalid,           Usage, "The filter %1 cannot be read: %2.", "") \
    X(HistoryDamaged,          CouldNotDo, "The history could not be read: %2.", "It was kept aside as %1, and a new one was begun.") \
    /* pinned tokens */ \
    X(PinNotFound,             CouldNotDo, "There is no pinned token %1.", "") \
    X(PinsFull,                CouldNotDo, "No more tokens can be pinned.", "Unpin one first.") \
    /* the practice server */ \
    X(FaultUnknown,            Usage, "The practice server knows no fault %1.", "claimcheck practice --help lists them.") \
    /* the programs */ \
    X(UsageInvalid,            Usage, "%2", "claimcheck --help shows how to use it.") \
    X(NotYetAvailable,         Usage, "%1 is not available yet.", "") \
    X(InputRequired,           Usage, "%1 is needed, and prompting is off.", "") \
    X(TimeInvalid,             Usage, "%1 is not a time.", "Use RFC 3339 (2026-01-31T12:00:00Z) or seconds since 1970.") \
    X(FileUnreadable,          CouldNotDo, "Cannot read %1: %2.", "") \
    X(FileUnwritable,          CouldNotDo, "Cannot write %1: %2.", "") \
    X(InputTooLarge,           CouldNotDo, "%1 is larger than is allowed.", "") \
    X(ProgramNotFound,         CouldNotDo, "The program %1 was not found.", "") \
    X(PortUnavailable,         CouldNotDo, "Cannot listen on port %1: %2.", "") \
    X(DatabaseFailed,          CouldNotDo, "The database %1 cannot be used: %2.", "")
// clang-format on

namespace claimcheck {

enum class ErrorCode {
#define CLAIMCHECK_ERROR_ENUM(name, exit, sentence, hint) name,
    CLAIMCHECK_ERROR_CODES(CLAIMCHECK_ERROR_ENUM)
#undef CLAIMCHECK_ERROR_ENUM
};

} // namespace claimcheck
