#include "base/json_writer.h"
#include "bench_clock.h"
#include "jose/key_export.h"
#include "jose/parsed_token.h"
#include "jose/signing.h"

#include <openssl/ec.h>
#include <openssl/evp.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/// `claimcheck verify --batch` over 100,000 ES256 tokens of 1 kB with one --jwks, beside the raw OpenSSL
/// calls for the same keys and octets on every core: in turns, and of each the best round.
namespace {

using namespace claimcheck;
using namespace claimcheck::jose;

constexpr int lineCount = 100'000;
constexpr int rounds = 5;

const std::string linesFile = BATCH_FILES ".lines";
const std::string keysFile = BATCH_FILES ".jwks";
const std::string answersFile = BATCH_FILES ".answers";

/// What the raw calls get: made before any clock starts.
struct Prepared {
    QByteArray input;
    QByteArray signature; // DER
};

const unsigned char *octets(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

QByteArray derOf(const QByteArray &signature)
{
    const int half = static_cast<int>(signature.size() / 2);
    ECDSA_SIG *const numbers = ECDSA_SIG_new();
    ECDSA_SIG_set0(numbers, BN_bin2bn(octets(signature), half, nullptr),
                   BN_bin2bn(octets(signature) + half, half, nullptr));
    QByteArray der(i2d_ECDSA_SIG(numbers, nullptr), '\0');
    auto *out = reinterpret_cast<unsigned char *>(der.data());
    i2d_ECDSA_SIG(numbers, &out);
    ECDSA_SIG_free(numbers);
    return der;
}

QByteArray claimsOf(int number)
{
    QByteArray claims = R"({"iss":"https://login.example.com/realms/main","aud":"api","exp":1800003600,)"
                        R"("nbf":1800000000,"iat":1800000000,"scope":"openid profile email",)"
                        "\"sub\":\"" +
                        QByteArray::number(number) + R"(","roles":["user")";
    for (int i = 0; claims.size() < 610; ++i)
        claims += ",\"role-" + QByteArray::number(i) + '"';
    return claims + "]}";
}

/// Writes the files of the batch.
std::vector<Prepared> prepare(const Key &key)
{
    std::ofstream(keysFile) << "{\"keys\":[" << publicJwk(key)->toStdString() << "]}";
    std::ofstream lines(linesFile);
    std::vector<Prepared> prepared;
    for (int i = 0; i < lineCount; ++i) {
        const QByteArray token =
            *signCompact(R"({"alg":"ES256","typ":"JWT"})", claimsOf(i), key, *findAlgorithm("ES256"));
        const ParsedToken parsed = ParsedToken::parse(token);
        const QByteArray input = parsed.signingInput();
        prepared.push_back(
            {QByteArray(input.constData(), input.size()), derOf(parsed.part(PartId::Signature).bytes)});
        json::Writer line;
        line.beginObject();
        line.name("id");
        line.integer(i);
        line.member("token", QByteArrayView(token));
        line.member("iss", QByteArrayView("https://login.example.com/realms/main"));
        line.member("aud", QByteArrayView("api"));
        line.name("at");
        line.integer(1'800'000'001);
        line.endObject();
        lines << line.take().toStdString() << '\n';
    }
    return prepared;
}

/// Of all lines: by the clock, and of the processor.
struct Seconds {
    double clock = std::numeric_limits<double>::max();
    double processor = std::numeric_limits<double>::max();

    void note(const Seconds &round)
    {
        clock = std::min(clock, round.clock);
        processor = std::min(processor, round.processor);
    }
};

double processorSeconds(const rusage &usage)
{
    const auto seconds = [](timeval time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <class Work>
Seconds measure(int who, Work work)
{
    rusage before = {}, after = {};
    getrusage(who, &before);
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> clock = std::chrono::steady_clock::now() - start;
    getrusage(who, &after);
    return {clock.count(), processorSeconds(after) - processorSeconds(before)};
}

/// Every core takes its share, with a copy of the key of its own.
void verifyRaw(const std::vector<Prepared> &prepared, const Key &key, const EVP_MD *digest)
{
    const size_t cores = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::thread> threads;
    for (size_t core = 0; core < cores; ++core) {
        threads.emplace_back([&, core] {
            EVP_PKEY *const own = EVP_PKEY_dup(key.handle());
            for (size_t i = core; i < prepared.size(); i += cores) {
                const auto &[input, signature] = prepared[i];
                EVP_MD_CTX *const context = EVP_MD_CTX_new();
                EVP_DigestVerifyInit(context, nullptr, digest, nullptr, own);
                if (EVP_DigestVerify(context, octets(signature), static_cast<size_t>(signature.size()),
                                     octets(input), static_cast<size_t>(input.size())) != 1)
                    std::puts("raw: no match");
                EVP_MD_CTX_free(context);
            }
            EVP_PKEY_free(own);
        });
    }
    for (std::thread &thread : threads)
        thread.join();
}

void runBatch(const char *output)
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(::open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
        ::execl(CLAIMCHECK_PROGRAM, CLAIMCHECK_PROGRAM, "verify", "--batch", linesFile.c_str(), "--jwks",
                keysFile.c_str(), nullptr);
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) {
        std::puts("verify --batch failed");
        std::exit(1);
    }
}

bool allVerified()
{
    runBatch(answersFile.c_str());
    std::ifstream answers(answersFile);
    int verified = 0;
    for (std::string line; std::getline(answers, line);)
        verified += line.find("\"verified\":true") != std::string::npos;
    return verified == lineCount;
}

void print(const char *name, const Seconds &best)
{
    std::printf("%-15s %8.0f/s by the clock, %6.2f µs of processor time each\n", name, lineCount / best.clock,
                best.processor / lineCount * 1e6);
}

} // namespace

int main()
{
    bench::warnIfUnoptimized();
    const Key key = *generateKey(KeyType::Ec, "P-256");
    const std::vector<Prepared> prepared = prepare(key);
    EVP_MD *const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (!allVerified()) {
        std::puts("verify --batch: not all lines are verified");
        return 1;
    }
    Seconds raw, ours;
    for (int round = 0; round < rounds; ++round) {
        raw.note(measure(RUSAGE_SELF, [&] { verifyRaw(prepared, key, digest); }));
        ours.note(measure(RUSAGE_CHILDREN, [] { runBatch("/dev/null"); }));
    }
    EVP_MD_free(digest);
    for (const std::string &file : {linesFile, keysFile, answersFile})
        ::unlink(file.c_str());
    std::printf("%d ES256 tokens with one key set, on %u cores\n", lineCount,
                std::thread::hardware_concurrency());
    print("raw OpenSSL", raw);
    print("verify --batch", ours);
    std::printf("%.1f %% of the raw speed by the clock, %.1f %% of processor time (aim: 90 or more)\n",
                100 * raw.clock / ours.clock, 100 * raw.processor / ours.processor);
    return 0;
}
