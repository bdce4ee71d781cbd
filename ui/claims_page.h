#pragma once

#include "inspect/report.h"
#include "json_column.h"
#include "moment.h"
#include "time_words.h"

#include <QWidget>

class QLabel;
class QTabBar;
class QVBoxLayout;

namespace claimcheck::ui {

class ClaimDetail;
class ClaimsModel;
class DisclosuresModel;
class EncryptionPage;
class PlainTable;
class ShareSplitter;
class SignaturesModel;
class TimelineStrip;

/// Header and payload as JSON exactly as sent, beside tables of the same and the chosen claim in full, over
/// the timeline. What a kind has more stands with them: signatures, disclosures, what can be seen of an
/// encryption. A choice in any of them is shown in all. In a narrow window the tables stand above the JSON.
class ClaimsPage final : public QWidget {
    Q_OBJECT
public:
    explicit ClaimsPage(QWidget *parent = nullptr);

    /// What a text that is no token is: nothing that can be read, or what came out of a JWE.
    enum class Shown { Token, Content };
    void setReport(const inspect::ReportPtr &report, const Moment &moment, Shown shown = Shown::Token);
    /// Time goes on, or another moment was chosen.
    void setMoment(const Moment &moment);
    void setZone(ZoneChoice zone);
    void setLeeway(std::chrono::seconds leeway);
    /// Shows bytes of a decoded part, and the claim they belong to, without telling anybody. Returns the
    /// characters of the token that this is: of the whole claim, or of the bytes where there is none.
    json::Span show_(jose::PartId part, json::Span decoded);
    /// The same for characters of the token's text; an empty span where they stand for nothing.
    json::Span showCharacters(json::Span characters);
    /// The claims of a decrypted content that is no token itself.
    struct Content {
        json::Document document;
        std::vector<inspect::Row> rows;
    };
    void openFind() { m_json->openFind(); }

Q_SIGNALS:
    /// A person chose what these characters of the token's text stand for.
    void chosen(claimcheck::json::Span characters);
    void momentChosen(std::optional<claimcheck::TimePoint> moment);
    void leewayChanged(std::chrono::seconds leeway);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildTables();
    [[nodiscard]] QLabel *addTitled(QVBoxLayout *column, const QString &title, PlainTable *table,
                                    int stretch);
    void connectTables();
    void fill();
    void onHeaderRow(int row);
    void onClaimRow(int row);
    void onDisclosureRow(int row);
    void onSignatureRow(int row);
    void onBytes(JsonColumn::View view, json::Span span);
    json::Span showPlace(JsonColumn::View view, json::Span decoded);
    json::Span showDisclosure(size_t index);
    /// Lights a row's bytes in the JSON, and says which characters they are.
    json::Span lightClaim(int row);
    void selectOnly(PlainTable *table, int row);
    [[nodiscard]] bool isProcessed() const;
    void arrange();
    void showTables();
    void showDisclosures(bool low);
    void sizeColumns();
    void showMenu(PlainTable *table, const ClaimsModel *model, const QPoint &at);
    /// The last choice, to be shown again when the same token was judged anew.
    struct Chosen {
        JsonColumn::View view;
        json::Span bytes;
    };
    inspect::ReportPtr m_report;
    std::shared_ptr<const Content> m_content; // of Shown::Content
    Moment m_moment;
    std::optional<Chosen> m_chosen;
    size_t m_signature = 0;
    JsonColumn *m_json;
    SignaturesModel *m_signaturesModel;
    ClaimsModel *m_headerModel;
    ClaimsModel *m_model;
    DisclosuresModel *m_disclosuresModel;
    PlainTable *m_signatures;
    PlainTable *m_headerTable;
    PlainTable *m_table;
    PlainTable *m_disclosures;
    QLabel *m_signaturesTitle;
    QLabel *m_headerTitle;
    QLabel *m_title;
    QLabel *m_disclosuresTitle;
    QTabBar *m_tablesBar; // claims or disclosures, where there is no room for both
    QLabel *m_noClaims;
    EncryptionPage *m_encryption;
    ClaimDetail *m_detail;
    QLabel *m_size;
    TimelineStrip *m_strip;
    ShareSplitter *m_splitter;
    QWidget *m_right;
    bool m_quiet = false; // we choose, not the person
    bool m_narrow = false;
    bool m_arranged = false;
};

} // namespace claimcheck::ui
