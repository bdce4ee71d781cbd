#include "help_dialog.h"

#include "actions.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace claimcheck::ui {

HelpDialog::HelpDialog(QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("helpDialog"));
    setWindowTitle(tr("Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);

    QLabel *title = plainLabel(tr("Claimcheck %1").arg(QStringLiteral(CLAIMCHECK_VERSION)), this);
    title->setFont(headlineFont());
    QLabel *about =
        plainLabel(tr("Signs in to servers, keeps tokens in the keychain, and inspects any token. "
                      "MIT licence."),
                   this);
    about->setWordWrap(true);
    about->setForegroundRole(QPalette::PlaceholderText);

    const auto shortcuts = Actions::shortcuts();
    auto *model = new QStandardItemModel(static_cast<int>(shortcuts.size()), 2, this);
    model->setHorizontalHeaderLabels({tr("Keys"), tr("What they do")});
    for (int row = 0; row < shortcuts.size(); ++row) {
        model->setItem(row, 0, new QStandardItem(shortcuts[row].second));
        model->setItem(row, 1, new QStandardItem(shortcuts[row].first));
    }
    auto *table = new PlainTable(this);
    table->setObjectName(QStringLiteral("shortcutsTable"));
    table->setAccessibleName(tr("Shortcuts"));
    table->setRows(model);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setStretchLastSection(true);
    table->fitColumn(0, table->neededWidth(0) + 24);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(about);
    layout->addWidget(table, 1);
    layout->addWidget(buttons);
    resize(520, 600);
}

} // namespace claimcheck::ui
