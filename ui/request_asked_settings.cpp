#include "request_asked_settings.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QInputDialog>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace claimcheck::ui {

namespace {

struct Row {
    const char *key;
    const char *title; // of a file dialog, or of the line
    bool isFile;
};
constexpr Row rows[] = {
    {"tls.caFile", QT_TRANSLATE_NOOP("AskedSettings", "Choose a CA file (PEM)"), true},
    {"tls.clientCertificate", QT_TRANSLATE_NOOP("AskedSettings", "Choose a client certificate (PEM)"), true},
    {"tls.clientKey", QT_TRANSLATE_NOOP("AskedSettings", "Choose the key of the certificate (PEM)"), true},
    {"proxy", QT_TRANSLATE_NOOP("AskedSettings", "Proxy: http://HOST:PORT, socks5://HOST:PORT, or none"),
     false},
    {"scope", QT_TRANSLATE_NOOP("AskedSettings", "Scopes to ask for, with spaces between them"), false},
};

/// What is still to be asked, and what was answered.
struct Questions {
    QStringList keys;
    AskedSettings before;
    AskedSettings answers = {};
    std::function<void(const AskedSettings &)> done;
};

QString valueIn(const AskedSettings &settings, const QString &key)
{
    const auto found =
        std::find_if(settings.begin(), settings.end(), [&key](const auto &one) { return one.first == key; });
    return found == settings.end() ? QString() : found->second;
}

void askNext(const std::shared_ptr<Questions> &questions, QWidget *parent)
{
    const auto index = static_cast<qsizetype>(questions->answers.size());
    if (index == questions->keys.size())
        return questions->done(questions->answers);
    const QString key = questions->keys[index];
    const auto *row = std::find_if(std::begin(rows), std::end(rows),
                                   [&key](const Row &one) { return key == QLatin1StringView(one.key); });
    Q_ASSERT_X(row != std::end(rows), "askForSettings", "a key that no row asks for");
    if (row == std::end(rows))
        return;
    const QString title = QCoreApplication::translate("AskedSettings", row->title);
    const auto take = [questions, parent, key](const QString &value) {
        questions->answers.emplace_back(key, value.trimmed());
        askNext(questions, parent);
    };
    QDialog *dialog = nullptr;
    if (row->isFile) {
        auto *files = new QFileDialog(parent, title);
        files->setFileMode(QFileDialog::ExistingFile);
        QObject::connect(files, &QFileDialog::fileSelected, parent, take);
        dialog = files;
    } else {
        auto *line = new QInputDialog(parent);
        line->setLabelText(title);
        line->setTextValue(valueIn(questions->before, key));
        line->setWindowTitle(QCoreApplication::translate("AskedSettings", "Change the profile"));
        QObject::connect(line, &QInputDialog::textValueSelected, parent, take);
        dialog = line;
    }
    dialog->setObjectName(u"askedSetting"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace

void askForSettings(const QStringList &keys, const AskedSettings &before, QWidget *parent,
                    std::function<void(const AskedSettings &)> done)
{
    askNext(std::make_shared<Questions>(Questions{.keys = keys, .before = before, .done = std::move(done)}),
            parent);
}

} // namespace claimcheck::ui
