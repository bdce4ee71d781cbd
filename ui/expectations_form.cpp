#include "expectations_form.h"

#include "expectation_sets.h"
#include "jose/algorithm.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QToolButton>

namespace claimcheck::ui {

namespace {

constexpr int mostLeeway = 600; // more counts as much (jose/expectations.h)
enum Column { Left, Right };
enum Row { Always, Types, Rest, Binding, Sets, More };

std::optional<QByteArray> textOf(const QLineEdit *field)
{
    return field->text().isEmpty() ? std::nullopt : std::optional(field->text().toUtf8());
}

} // namespace

ExpectationsForm::ExpectationsForm(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_more(new QToolButton(this))
    , m_algorithm(new QComboBox(this))
    , m_leeway(new QSpinBox(this))
    , m_sets(new ExpectationSetsRow(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(3, 1);
    m_issuer = addField("expectedIssuer", tr("I&ssuer:"), tr("Any issuer"), Always, Left);
    m_audience = addField("expectedAudience", tr("A&udience:"), tr("Any audience"), Always, Right);
    m_algorithm->setObjectName(QStringLiteral("expectedAlgorithm"));
    m_algorithm->addItem(tr("Those that the key allows"), QByteArray());
    for (const jose::Algorithm *algorithm : jose::allAlgorithms())
        m_algorithm->addItem(QString::fromLatin1(algorithm->name), QByteArray(algorithm->name));
    addWidget(tr("Al&gorithm:"), m_algorithm, Types, Left);
    m_type = addField("expectedType", tr("T&ype:"), tr("Any typ"), Types, Right);
    m_subject = addField("expectedSubject", tr("Su&bject:"), tr("Any subject"), Rest, Left);
    m_leeway->setObjectName(QStringLiteral("expectedLeeway"));
    m_leeway->setRange(0, mostLeeway);
    //: Seconds
    m_leeway->setSuffix(tr(" s"));
    addWidget(tr("Lee&way:"), m_leeway, Rest, Right);
    m_bindingAudience =
        addField("bindingAudience", tr("Bound to:"), tr("Audience of the key binding"), Binding, Left);
    m_nonce = addField("bindingNonce", tr("&Nonce:"), tr("Any nonce"), Binding, Right);
    m_sets->setObjectName(QStringLiteral("expectationSets"));
    auto *setsLabel = plainLabel(tr("Kept as:"), this);
    m_grid->addWidget(setsLabel, Sets, 0);
    m_grid->addWidget(m_sets, Sets, 1, 1, 3);

    for (int i = 0; i < m_grid->count(); ++i) {
        int row, column, rows, columns;
        m_grid->getItemPosition(i, &row, &column, &rows, &columns);
        if (row == Types || row == Rest || row == Sets)
            m_hidden << m_grid->itemAt(i)->widget();
        else if (row == Binding)
            m_bindingWidgets << m_grid->itemAt(i)->widget();
    }
    m_more->setObjectName(QStringLiteral("moreExpectations"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setFocusPolicy(Qt::StrongFocus);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_grid->addWidget(m_more, More, 0, 1, 4, Qt::AlignLeft);
    connect(m_more, &QToolButton::toggled, this, &ExpectationsForm::showMore);
    connect(m_sets, &ExpectationSetsRow::chosen, this, &ExpectationsForm::show_);
    connect(m_sets, &ExpectationSetsRow::failed, this, &ExpectationsForm::failed);
    m_sets->setSource([this] { return current(); });
    showMore(false);
    setKeyBinding(false);
}

QLineEdit *ExpectationsForm::addField(const char *name, const QString &label, const QString &hint, int row,
                                      int column)
{
    auto *field = new QLineEdit(this);
    field->setObjectName(QString::fromLatin1(name));
    field->setPlaceholderText(hint);
    connect(field, &QLineEdit::returnPressed, this, &ExpectationsForm::submitted);
    addWidget(label, field, row, column);
    return field;
}

void ExpectationsForm::addWidget(const QString &label, QWidget *field, int row, int column)
{
    QLabel *name = plainLabel(label, this);
    name->setBuddy(field);
    m_grid->addWidget(name, row, 2 * column);
    m_grid->addWidget(field, row, 2 * column + 1);
}

void ExpectationsForm::setFolder(const QString &folder)
{
    m_sets->setFolder(folder);
}

void ExpectationsForm::setKeyBinding(bool on)
{
    for (QWidget *widget : std::as_const(m_bindingWidgets))
        widget->setVisible(on);
}

void ExpectationsForm::showMore(bool on)
{
    for (QWidget *widget : std::as_const(m_hidden))
        widget->setVisible(on);
    m_more->setChecked(on);
    m_more->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
    m_more->setText(on ? tr("Fewer expectations") : tr("More expectations"));
}

inspect::ExpectationSet ExpectationsForm::current() const
{
    inspect::ExpectationSet set;
    for (const QByteArray &name : m_algorithm->currentData().toByteArray().split(','))
        if (!name.isEmpty())
            set.algorithms.push_back(name);
    set.issuer = textOf(m_issuer);
    set.audience = textOf(m_audience);
    set.subject = textOf(m_subject);
    set.type = textOf(m_type);
    set.leeway = std::chrono::seconds(m_leeway->value());
    return set;
}

void ExpectationsForm::show_(const inspect::ExpectationSet &set)
{
    m_issuer->setText(QString::fromUtf8(set.issuer.value_or(QByteArray())));
    m_audience->setText(QString::fromUtf8(set.audience.value_or(QByteArray())));
    m_subject->setText(QString::fromUtf8(set.subject.value_or(QByteArray())));
    m_type->setText(QString::fromUtf8(set.type.value_or(QByteArray())));
    // A set that the command line made may allow several.
    const QByteArray names = QByteArrayList(set.algorithms.begin(), set.algorithms.end()).join(',');
    if (m_algorithm->findData(names) < 0)
        m_algorithm->addItem(visibleText(QString::fromUtf8(names), 100), names);
    m_algorithm->setCurrentIndex(m_algorithm->findData(names));
    m_leeway->setValue(static_cast<int>(qMin<qint64>(set.leeway.count(), mostLeeway)));
}

jose::KeyBindingExpectations ExpectationsForm::keyBinding() const
{
    jose::KeyBindingExpectations expected;
    if (const auto audience = textOf(m_bindingAudience))
        expected.audience = *audience;
    else
        expected.audience = jose::Ignored{};
    if (const auto nonce = textOf(m_nonce)) {
        expected.nonce = *nonce;
        expected.required = true;
    }
    return expected;
}

} // namespace claimcheck::ui
