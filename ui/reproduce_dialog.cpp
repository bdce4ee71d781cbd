#include "reproduce_dialog.h"

#include "clipboard.h"
#include "icons.h"
#include "theme.h"
#include "widgets/plain_label.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int clipboardSeconds = 30;
constexpr int shortestWidth = 640;

} // namespace

ReproduceDialog::ReproduceDialog(const inspect::Reproduction &words, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("reproduceDialog"));
    setWindowTitle(tr("Reproduce the check"));
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    addText(form, "signingInput", tr("Signing input (RFC 7515 section 5.2)"),
            QString::fromUtf8(words.signingInput), 3);
    addText(form, "signingDigest", tr("Its digest, %1").arg(QString::fromLatin1(words.digestName)),
            QString::fromLatin1(words.digest), 2);
    if (!words.thumbprint.isEmpty())
        addText(form, "keyThumbprint", tr("Thumbprint of the key (RFC 7638)"),
                QString::fromLatin1(words.thumbprint), 1);
    if (!words.publicPem.isEmpty())
        addText(form, "publicPem", tr("Public key: save it as key.pem"), QString::fromLatin1(words.publicPem),
                4);
    addText(form, "opensslCommand", tr("With openssl; TOKEN holds the token"), words.openssl, 6);
    addText(form, "claimcheckCommand", tr("With claimcheck"), words.claimcheck, 2);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(16);
    column->addLayout(form);
    column->addWidget(buttons);
    setMinimumWidth(shortestWidth);
}

void ReproduceDialog::addText(QFormLayout *form, const char *name, const QString &label, const QString &text,
                              int rows)
{
    auto *view = new QPlainTextEdit(this);
    view->setObjectName(QString::fromLatin1(name));
    view->setAccessibleName(label);
    view->setPlainText(text.trimmed());
    view->setReadOnly(true);
    view->setFont(monoFont());
    view->setTabChangesFocus(true);
    view->setFixedHeight(rows * view->fontMetrics().lineSpacing() + 14);
    auto *copy = new QToolButton(this);
    copy->setObjectName(QString::fromLatin1(name) + QStringLiteral("Copy"));
    copy->setIcon(icon(u"copy"));
    copy->setToolTip(tr("Copy"));
    copy->setAccessibleName(tr("Copy: %1").arg(label));
    copy->setAutoRaise(true);
    copy->setFocusPolicy(Qt::StrongFocus);
    const bool secret = qstrcmp(name, "signingInput") == 0;
    connect(copy, &QToolButton::clicked, this, [this, text, secret] {
        // It outlives the dialog, so that the text is cleared by time and not by closing.
        auto *clipboard = window()->parentWidget()->findChild<Clipboard *>();
        Clipboard *own = clipboard ? clipboard : new Clipboard(this);
        secret ? own->copySecret(text.toUtf8(), clipboardSeconds) : own->copyText(text);
    });
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(view, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    addPlainRow(form, label, row);
}

} // namespace claimcheck::ui
