#include "support/patience.h"
#include "certificates_data.h"
#include "token_samples.h"

#include "ui/theme.h"
#include "ui/token_panel.h"
#include "ui/widgets/json_view.h"

#include <QApplication>
#include <QTableView>

using namespace claimcheck;
using namespace claimcheck::ui;
using namespace Qt::StringLiterals;
using samples::find;

namespace {

// RFC 8037 appendix A.3: the key and its thumbprint.
const QByteArray jwk =
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
const QString thumbprint = u"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"_s;

QByteArray withCertificates(const QByteArrayList &chain)
{
    return samples::token("{\"alg\":\"ES256\",\"x5c\":[\"" + chain.join("\",\"") + "\"]}", "{}");
}

} // namespace

/// What opens below a row: certificates, keys with their thumbprints, words.
class ReadingDetailsTest final : public QObject {
    Q_OBJECT

    FixedClock m_clock{samples::moment(1795824000)}; // 2026-11-28: a week into the certificate's years
    std::unique_ptr<TokenPanel> m_panel;

    QTableView *header() const { return find<QTableView>(*m_panel, "headerTable"); }
    QTableView *claims() const { return find<QTableView>(*m_panel, "claimsTable"); }
    /// Name and value of each row.
    static QStringList rows(const QTableView &table)
    {
        QStringList texts;
        for (int row = 0; row < table.model()->rowCount(); ++row)
            texts << table.model()->index(row, 0).data().toString() + u" = "_s +
                         table.model()->index(row, 1).data().toString();
        return texts;
    }
    static int rowOf(const QTableView &table, const QString &name)
    {
        for (int row = 0; row < table.model()->rowCount(); ++row) {
            if (table.model()->index(row, 0).data().toString() == name)
                return row;
        }
        return -1;
    }
    static void open(QTableView *table, const QString &name)
    {
        const int row = rowOf(*table, name);
        QVERIFY2(row >= 0, qPrintable(name));
        table->selectRow(row);
        QTest::keyClick(table, Qt::Key_Right);
    }

private Q_SLOTS:
    void init()
    {
        m_panel = std::make_unique<TokenPanel>(m_clock);
        m_panel->resize(1280, 900);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get(), claimcheck::test::busyMachineMs));
    }
    void cleanup() { m_panel.reset(); }

    void aCertificateOpens()
    {
        using namespace claimcheck::inspect::testing;
        m_panel->setToken(withCertificates({signerCertificate, rootCertificate}));
        QVERIFY(header()->isVisible());
        open(header(), u"x5c"_s);
        const QStringList closed = rows(*header());
        QVERIFY2(closed.contains(u"[0] = CN=signer.example,O=Example"_s), qPrintable(closed.join(u'\n')));
        QVERIFY2(closed.contains(u"[1] = CN=Example Root,O=Example"_s), qPrintable(closed.join(u'\n')));
        // Nobody else knows the authority of an example.
        QVERIFY2(closed.last().startsWith(u"Chain = Leads to no authority of this system: "_s),
                 qPrintable(closed.last()));
        open(header(), u"[0]"_s);
        const QStringList all = rows(*header());
        // As `openssl x509` reads them.
        for (const QString &line :
             {u"Issuer = CN=Example Root,O=Example"_s, u"Serial number = 1A2B"_s,
              u"Valid from = 2026-11-22T00:14:30Z"_s, u"Valid until = 2126-10-29T00:14:30Z"_s,
              u"State = valid at this time"_s, u"Key = EC, 256 bit"_s,
              u"SHA-256 fingerprint = 98:91:40:2D:F7:92:A3:B8:74:3D:4C:58:2C:76:66:AC:61:88:49:3A:A6:04:CA:"
              "BE:23:35:12:F9:91:CB:F0:27"_s})
            QVERIFY2(all.contains(line), qPrintable(all.join(u'\n')));
        // The whole of a line that is cut short stands below the table.
        header()->selectRow(rowOf(*header(), u"SHA-256 fingerprint"_s));
        QVERIFY(find<JsonView>(*m_panel, "claimValue")->source().startsWith("98:91:40:2D"));
        QTest::keyClick(header(), Qt::Key_Left); // to the certificate
        QTest::keyClick(header(), Qt::Key_Left); // closed
        QCOMPARE(rows(*header()), closed);
    }

    void aCertificateIsJudgedAtTheMomentThatWasChosen()
    {
        using namespace claimcheck::inspect::testing;
        m_clock.set(samples::moment(1795824000 - 30 * 86400));
        m_panel->setToken(withCertificates({signerCertificate}));
        open(header(), u"x5c"_s);
        open(header(), u"[0]"_s);
        QVERIFY2(rows(*header()).contains(u"State = not valid at this time"_s),
                 qPrintable(rows(*header()).join(u'\n')));
        m_clock.set(samples::moment(1795824000));
    }

    void whatIsNoCertificateIsSaid()
    {
        m_panel->setToken(withCertificates({"AAAA"}));
        open(header(), u"x5c"_s);
        QVERIFY2(rows(*header()).last().startsWith(u"Cannot be read = "_s),
                 qPrintable(rows(*header()).last()));
    }

    void aKeyInTheHeaderHasItsThumbprint()
    {
        m_panel->setToken(samples::token("{\"alg\":\"EdDSA\",\"jwk\":" + jwk + '}', "{}"));
        open(header(), u"jwk"_s);
        const QStringList all = rows(*header());
        QVERIFY2(all.contains(u"Thumbprint (SHA-256) = "_s + thumbprint), qPrintable(all.join(u'\n')));
        QVERIFY2(all.contains(u"crv = Ed25519"_s), qPrintable(all.join(u'\n')));
    }

    void aConfirmedKeyHasItsThumbprint_data()
    {
        QTest::addColumn<QByteArray>("cnf");
        QTest::addColumn<QString>("line");
        QTest::newRow("a key") << "{\"jwk\":" + jwk + '}' << u"Thumbprint (SHA-256) = "_s + thumbprint;
        QTest::newRow("a thumbprint")
            << "{\"jkt\":\"" + thumbprint.toLatin1() + "\"}" << u"jkt = "_s + thumbprint;
    }
    void aConfirmedKeyHasItsThumbprint()
    {
        QFETCH(QByteArray, cnf);
        QFETCH(QString, line);
        m_panel->setToken(samples::token("{\"cnf\":" + cnf + '}'));
        open(claims(), u"cnf"_s);
        QVERIFY2(rows(*claims()).contains(line), qPrintable(rows(*claims()).join(u'\n')));
    }

    void aKeyThatIsNoneHasNoThumbprint()
    {
        m_panel->setToken(samples::token("{\"cnf\":{\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}}}"));
        open(claims(), u"cnf"_s);
        const QStringList all = rows(*claims());
        QVERIFY2(all[1].startsWith(u"Thumbprint (SHA-256) = The "_s), qPrintable(all.join(u'\n')));
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme::install(application);
    ReadingDetailsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_reading_details.moc"
