#include "layers_bar.h"

#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace claimcheck::ui {

namespace {

QString kindText(inspect::Kind kind)
{
    switch (kind) {
    case inspect::Kind::JwsCompact:
        return LayersBar::tr("JWS");
    case inspect::Kind::JwsJson:
        return LayersBar::tr("JWS in JSON");
    case inspect::Kind::JweCompact:
        return LayersBar::tr("JWE");
    case inspect::Kind::JweJson:
        return LayersBar::tr("JWE in JSON");
    case inspect::Kind::SdJwt:
        return LayersBar::tr("SD-JWT");
    case inspect::Kind::Opaque:
        break;
    }
    return {};
}

QString titleOf(const LayersBar::Entry &entry)
{
    const QString kind = kindText(entry.report->kind);
    if (!entry.role)
        return LayersBar::tr("Token: %1").arg(kind);
    QString role;
    switch (*entry.role) {
    case inspect::Layer::Role::NestedToken:
        role = LayersBar::tr("Nested token");
        break;
    case inspect::Layer::Role::DecryptedContent:
        role = LayersBar::tr("Decrypted content");
        break;
    case inspect::Layer::Role::KeyBinding:
        role = LayersBar::tr("Key binding");
        break;
    }
    //: %1 is "Nested token", %2 its kind, such as "JWS".
    return kind.isEmpty() ? role : LayersBar::tr("%1: %2").arg(role, kind);
}

void addBelow(const LayersBar::Entry &entry, std::vector<LayersBar::Entry> &entries)
{
    entries.push_back(entry);
    for (const inspect::Layer &layer : entry.report->layers) // at most eight deep
        addBelow({layer.report, layer.role, entry.depth + 1}, entries);
}

} // namespace

LayersBar::LayersBar(QWidget *parent)
    : QWidget(parent), m_buttons(new QButtonGroup(this)), m_row(new QHBoxLayout(this))
{
    setAccessibleName(tr("Layers of the token"));
    m_buttons->setExclusive(true);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(4);
    m_row->addStretch(1);
    connect(m_buttons, &QButtonGroup::idClicked, this,
            [this](int id) { Q_EMIT chosen(static_cast<size_t>(id)); });
    hide();
}

std::vector<LayersBar::Entry> LayersBar::entriesOf(const inspect::ReportPtr &report)
{
    std::vector<Entry> entries;
    if (report)
        addBelow({report, std::nullopt, 0}, entries);
    return entries;
}

void LayersBar::setEntries(const std::vector<Entry> &entries, size_t shown)
{
    while (QLayoutItem *item = m_row->count() > 1 ? m_row->takeAt(0) : nullptr) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the one that was just clicked
        delete item;
    }
    for (size_t i = 0; i < entries.size(); ++i) {
        const int place = m_row->count() - 1;
        if (i > 0) {
            // Deeper than the one before it: inside; else beside.
            const bool inside = entries[i].depth > entries[i - 1].depth;
            auto *arrow = plainLabel(inside ? QStringLiteral("\u203A") : QStringLiteral("\u00B7"), this);
            arrow->setForegroundRole(QPalette::PlaceholderText);
            m_row->insertWidget(place, arrow);
        }
        auto *button = new QToolButton(this);
        button->setObjectName(QStringLiteral("layer%1").arg(i));
        button->setText(titleOf(entries[i]));
        button->setCheckable(true);
        button->setChecked(i == shown);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setToolTip(plainToolTip(entries[i].report->purpose.title));
        m_buttons->addButton(button, static_cast<int>(i));
        m_row->insertWidget(m_row->count() - 1, button);
    }
    setVisible(entries.size() > 1);
}

} // namespace claimcheck::ui
