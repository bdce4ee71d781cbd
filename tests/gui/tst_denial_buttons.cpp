#include "denial_wire.h"
#include "requests/sender.h"
#include "ui/denial_view.h"
#include "ui/request_panel.h"
#include "ui/request_remedy.h"
#include "ui/response_panel.h"
#include "ui/theme.h"
#include "window_input.h"

#include <QFileDialog>
#include <QInputDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>

using namespace denial_wire;
using namespace harness;
Q_DECLARE_METATYPE(denial_wire::Row)

namespace {

/// The page of one request, and a person who reads why it failed, presses the button, and does what is then
/// asked of them.
class Reader {
public:
    explicit Reader(Scene &scene)
        : m_scene(scene)
        , m_sender(scene.computer.profiles, *scene.sessions, scene.computer.keychain, scene.computer.clock)
        , m_panel({scene.computer.profiles, *scene.sessions, m_sender, scene.computer.clock})
    {
        takeScope();
        m_panel.setSpec(specOf(scene.request, scene.profileId.isEmpty() && !scene.atHand.isEmpty()));
        m_panel.resize(1000, 900);
        m_panel.show();
        QObject::connect(&m_panel, &ui::RequestPanel::sent, &m_panel,
                         [this](const Sent &sent) { answers.push_back(sent); });
        QObject::connect(&m_panel, &ui::RequestPanel::signInRequested, &m_panel,
                         [this](const QString &) { signIn = m_scene.signIn(); });
        QObject::connect(&m_panel, &ui::RequestPanel::environmentRequested, &m_panel,
                         [this](const QString &name) {
                             m_scene.profileId = m_scene.computer.profiles.byName(name)->id;
                             takeScope();
                         });
        QObject::connect(&m_panel, &ui::RequestPanel::lookRequested, &m_panel,
                         [this](const RequestSpec &spec) {
                             looked = spec;
                             m_panel.showNew(spec); // in the window it is a tab of its own
                         });
        QObject::connect(&m_panel.response(), &ui::ResponsePanel::actionRequested, &m_panel,
                         [this](const DenialAction &action) { onAction(action); });
    }

    void send() { m_panel.send(); }
    [[nodiscard]] bool isIdle() { return !m_panel.isBusy() && !isWaiting(); }
    [[nodiscard]] ui::RequestPanel &panel() { return m_panel; }
    [[nodiscard]] QAbstractButton *button()
    {
        auto *found = m_panel.findChild<QAbstractButton *>(u"denialAction0"_s);
        return found && found->isVisible() ? found : nullptr;
    }
    /// What the button asks for.
    void answerAll()
    {
        if (auto *bar = find<QWidget>(m_panel, "requestQuestion"); bar->isVisible())
            click(*bar, "questionAnswer0"); // "Change it"
        for (const QString &key : asked) {
            auto *open = dialog(m_panel, "askedSetting");
            QVERIFY2(open, qPrintable(key));
            if (auto *files = qobject_cast<QFileDialog *>(open))
                Q_EMIT files->fileSelected(m_scene.given.value(key));
            if (auto *line = qobject_cast<QInputDialog *>(open))
                line->setTextValue(m_scene.given.value(key));
            open->setObjectName({}); // the next one has the name now
            open->done(QDialog::Accepted);
        }
        if (edits) { // the address or the method has the focus, and is typed anew
            QVERIFY(QApplication::focusWidget());
            QVERIFY(QStringList({u"requestUrl"_s, u"requestMethod"_s})
                        .contains(QApplication::focusWidget()->objectName()));
            m_panel.setSpec(specOf(m_scene.request, false));
        }
    }

    std::vector<Sent> answers;
    QByteArray signIn = "none";
    std::optional<RequestSpec> looked;
    QStringList asked;
    bool sends = false; // the button itself, perhaps after a refresh

private:
    static RequestSpec specOf(const http::Request &request, bool isWithout)
    {
        RequestSpec spec;
        spec.method = request.method;
        spec.url = request.url.toEncoded();
        spec.headers = request.headers;
        spec.timeout = request.timeout;
        spec.redirects = request.redirects;
        if (!request.body.isEmpty())
            spec.body = {.kind = isJson(request) ? BodyKind::Json : BodyKind::Text, .text = request.body};
        if (isWithout)
            spec.credential.from = CredentialChoice::From::None;
        return spec;
    }
    static bool isJson(const http::Request &request)
    {
        return http::headerValue(request.headers, "Content-Type") == "application/json";
    }
    void takeScope()
    {
        const QString id = m_scene.profileId.isEmpty() ? m_scene.atHand : m_scene.profileId;
        const auto profile = m_scene.computer.profiles.byId(id);
        ui::RequestScope scope;
        scope.profileId = profile ? id : QString();
        scope.profileName = profile ? profile->name : QString();
        m_panel.setScope(ui::withExpander(scope, m_scene.computer.clock));
    }
    [[nodiscard]] QTimer *timer() { return m_panel.findChild<ui::RequestRemedy *>()->findChild<QTimer *>(); }
    [[nodiscard]] bool isWaiting() { return timer()->isActive(); }
    /// Beside the page, which has done its part: time passes, and what only the person knows is given.
    void onAction(const DenialAction &action)
    {
        const Remedy remedy =
            remedyFor(action, answers.back().request, m_scene.computer.profiles.byId(m_scene.profileId));
        asked = remedy.asked;
        sends = remedy.then == Remedy::Then::Send || remedy.then == Remedy::Then::Refresh ||
                action.kind == Kind::UseProfile;
        if (isWaiting()) {
            m_scene.computer.clock.advance(timer()->intervalAsDuration());
            if (m_scene.elapse)
                m_scene.elapse(remedy.wait);
            timer()->start(0);
        }
        edits = action.kind == Kind::ChangeMethod || action.kind == Kind::ChangeUrl ||
                action.kind == Kind::DefineVariable;
        edits = edits && remedy.then == Remedy::Then::AskPerson;
        if (remedy.then == Remedy::Then::AskPerson && m_scene.person)
            m_scene.person();
        if (action.kind == Kind::ChooseProfile) {
            m_scene.profileId = m_scene.computer.id;
            takeScope();
        }
    }
    Scene &m_scene;
    Sender m_sender;
    ui::RequestPanel m_panel;
    bool edits = false;
};

} // namespace

/// Every button of "Why did this fail?" is pressed after its fault came over the wire, on the page that a
/// person sees, and the next call succeeds.
class DenialButtonsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mends_data();
    void mends();
    void showsAllThatItChanges();
    void showsWhatAListLoses();
    void looksWithoutACertificate();
    void saysWhatTheClocksSay();
};

void DenialButtonsTest::mends_data()
{
    QTest::addColumn<Row>("row");
    for (const auto &rows :
         {networkRows(), tlsRows(), credentialRows(), providerRows(), answerRows(), cookieRows()}) {
        for (const Row &row : rows) {
            // A page has its secrets from the keychain alone.
            if (QByteArrayView(row.id) != "secret-does-not-belong")
                QTest::newRow(row.name) << row;
        }
    }
}

void DenialButtonsTest::mends()
{
    QFETCH(const Row, row);
    const ScenePtr scene = row.make();
    Reader person(*scene);
    QVERIFY(QTest::qWaitForWindowActive(&person.panel(), test::busyMachineMs));
    person.send();
    QTRY_VERIFY(!person.answers.empty() && person.isIdle());
    QAbstractButton *button = person.button();
    QCOMPARE(button != nullptr, row.mended != Row::Mended::ByTheServer);
    if (!button)
        return;
    const size_t before = person.answers.size();
    QTest::mouseClick(button, Qt::LeftButton);
    person.answerAll();
    QTRY_VERIFY(person.isIdle());
    QCOMPARE(person.signIn, "none"_qba);
    QCOMPARE(message(person.panel(), "requestMessage").startsWith(u"Nothing was sent."_s),
             row.mended == Row::Mended::ByThePerson);
    if (row.mended == Row::Mended::ByThePerson)
        QCOMPARE(person.answers.size(), before);
    if (!person.sends) // it is for the person to send it again
        person.send();
    QTRY_VERIFY(person.answers.size() > before && person.isIdle());
    const Sent &sent = person.answers.back();
    QVERIFY2(sent.answer, sent.answer ? "" : codeName(sent.answer.error().code).constData());
    QVERIFY2(sent.answer->status < 300, QByteArray::number(sent.answer->status).constData());
    QVERIFY(!person.button());
    if (person.looked) { // at what a stranger published: nothing of the request goes there
        QVERIFY(!sent.answer->credentialSent);
        QCOMPARE(sent.request.method, "GET"_qba);
        QVERIFY(sent.request.body.isEmpty() && sent.request.headers.empty());
    }
}

/// A stranger's origin stands in the question, however many there were before; and only a yes changes it.
void DenialButtonsTest::showsAllThatItChanges()
{
    const ScenePtr scene = served([](const SeenRequest &) { return fine(); }).first;
    QStringList origins;
    for (int i = 0; i < 40; ++i)
        origins += u"https://a-rather-long-name-%1.example"_s.arg(i);
    scene->set(u"origins"_s, origins.join(u' '));
    Reader person(*scene);
    Sent sent;
    sent.profileId = scene->profileId;
    sent.request = scene->request;
    person.answers.push_back(sent);
    const DenialAction allow{.kind = Kind::AllowOrigin,
                             .text = u"https://stranger.example"_s,
                             .url = QUrl(u"https://stranger.example/things"_s)};
    auto *bar = find<QWidget>(person.panel(), "requestQuestion");
    for (const int answer : {1, 0}) { // "Leave it", then "Change it"
        Q_EMIT person.panel().response().actionRequested(allow, sent);
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(label(*bar, "questionText"),
                 u"Change the profile work: origins also has https://stranger.example?"_s);
        click(*bar, qPrintable(u"questionAnswer%1"_s.arg(answer)));
        const QString now = login::setting(scene->profile(), u"origins"_s);
        QCOMPARE(now.contains(u"stranger"_s), answer == 0);
        QCOMPARE(person.panel().spec().url.contains("stranger"), answer == 0);
        QCOMPARE(now.startsWith(origins.join(u' ')), true);
    }
}

/// A list is compared as one, in any order; more than can be read is not asked for.
void DenialButtonsTest::showsWhatAListLoses()
{
    TestServer server;
    Scene scene(server.url(), u"oidc"_s);
    scene.set(u"scope"_s, u"openid read write"_s);
    Reader person(scene);
    Sent sent;
    sent.profileId = scene.profileId;
    sent.request = scene.request;
    person.answers.push_back(sent);
    auto *bar = find<QWidget>(person.panel(), "requestQuestion");
    const auto ask = [&](const QString &scopes) {
        Q_EMIT person.panel().response().actionRequested({.kind = Kind::SignInWithScope, .text = scopes},
                                                         sent);
    };
    ask(u"write openid admin"_s);
    QTRY_VERIFY(bar->isVisible());
    QCOMPARE(label(*bar, "questionText"),
             u"Change the profile work: scope also has admin, and no longer read?"_s);
    click(*bar, "questionAnswer1");
    ask(u"write openid read "_s + QString(900, u'x'));
    QVERIFY(message(person.panel(), "requestMessage").startsWith(u"Nothing was changed"_s));
    QVERIFY(!bar->isVisible());
    QCOMPARE(login::setting(scene.profile(), u"scope"_s), u"openid read write"_s);
}

void DenialButtonsTest::looksWithoutACertificate()
{
    const ScenePtr scene = served([](const SeenRequest &) { return fine(); }).first;
    Profile changed = scene->profile();
    changed.connection.clientCertificate = u"/c.pem"_s;
    changed.connection.clientKey = u"/k.pem"_s;
    changed.connection.caFile = u"/ca.pem"_s;
    QVERIFY(scene->computer.profiles.update(changed));
    Reader person(*scene);
    Sent sent;
    sent.profileId = scene->profileId;
    sent.request = scene->request;
    person.answers.push_back(sent);
    Q_EMIT person.panel().response().actionRequested(
        {.kind = Kind::ReadMetadata, .text = u"api.example"_s, .url = QUrl(u"https://api.example/m"_s)},
        sent);
    QVERIFY(person.looked && person.looked->connection);
    QCOMPARE(*person.looked->connection, (http::ConnectionSettings{.caFile = u"/ca.pem"_s}));
}

void DenialButtonsTest::saysWhatTheClocksSay()
{
    const ScenePtr scene = served([](const SeenRequest &) { return fine(); }).first;
    Reader person(*scene);
    Sent sent;
    sent.request = scene->request;
    const auto said = [&](const http::Response &answer) {
        sent.answer = answer;
        sent.at = TimePoint(std::chrono::seconds(1'800'000'000));
        person.answers = {sent};
        Q_EMIT person.panel().response().actionRequested({.kind = Kind::CheckClock}, sent);
        return message(person.panel(), "requestMessage");
    };
    http::Response answer;
    QVERIFY(said(answer).startsWith(u"The server has not told its time"_s));
    answer.date = sent.at;
    QCOMPARE(said(answer), u"The clocks agree within two seconds."_s);
    answer.date = sent.at + 63s;
    QVERIFY(said(answer).startsWith(u"The server's clock is 1 min 3 s ahead of"_s));
    answer.date = sent.at - 3600s;
    QVERIFY(said(answer).startsWith(u"The server's clock is 1 h behind"_s));
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    ui::Theme::install(application);
    DenialButtonsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_denial_buttons.moc"
