#pragma once

#include "request_panel.h"
#include "requests/run_suite.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace claimcheck::ui {

class PlainTable;
class RequestQuestion;
class SuiteModel;

/// Sends the requests of one or several files, one after another, and shows what came of each: its status,
/// its time, and every assertion. The report can be copied.
class RequestSuitePage final : public QWidget {
    Q_OBJECT
public:
    struct Job {
        QString path;
        QString fileName;
        int line = 0;
        requests::RequestSpec spec = {};
        RequestScope scope = {};
    };

    explicit RequestSuitePage(const RequestTools &tools, QWidget *parent = nullptr);
    ~RequestSuitePage() override;

    /// Begins at once; asks first where production would be written to.
    void run(std::vector<Job> jobs);
    void cancel();
    [[nodiscard]] const requests::SuiteReport &report() const;

Q_SIGNALS:
    /// A row was activated: the request that it was made of.
    void opened(const QString &path, int line);

private:
    void build();
    void begin();
    void next();
    void judged(const Result<http::Response> &answer);
    void finish(bool wasCancelled);
    void showDetail(int row);
    void updateSummary();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
