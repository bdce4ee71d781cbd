#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace {

constexpr int rounds = 41;

/// RFC 7515 appendix A.1.
constexpr const char *token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                              "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                              "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

double millisecondsOf(std::vector<std::string> words)
{
    std::vector<char *> argv;
    for (std::string &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const auto begin = std::chrono::steady_clock::now();
    pid_t pid = 0;
    if (posix_spawn(&pid, argv[0], &quiet, nullptr, argv.data(), environ) != 0)
        return -1;
    int status = 0;
    waitpid(pid, &status, 0);
    posix_spawn_file_actions_destroy(&quiet);
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

// In turn, so that a change of the machine's speed meets all three alike.
int main()
{
    const std::array<std::vector<std::string>, 3> commands = {
        {{"/bin/true"}, {BARE_CORE_PROGRAM}, {CLAIMCHECK_PROGRAM, "inspect", token}}};
    const char *names[] = {"/bin/true", "bare QCoreApplication", "claimcheck inspect"};
    std::array<std::vector<double>, 3> times;
    for (int round = 0; round < rounds; ++round) {
        for (size_t i = 0; i < commands.size(); ++i)
            times[i].push_back(millisecondsOf(commands[i]));
    }
    std::array<double, 3> medians{};
    for (size_t i = 0; i < times.size(); ++i) {
        std::sort(times[i].begin(), times[i].end());
        medians[i] = times[i][rounds / 2];
        std::printf("%-24s %7.2f ms (median of %d, best %.2f)\n", names[i], medians[i], rounds,
                    times[i].front());
    }
    std::printf("claimcheck inspect / bare QCoreApplication: %.2f\n", medians[2] / medians[1]);
    std::printf("claimcheck inspect / /bin/true: %.1f\n", medians[2] / medians[0]);
}
