// Compiled once for the tests of the window (a precompiled header): what ui/prefix.h has, and what most of
// them read.
#include "../../ui/prefix.h"
#include "../support/patience.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDialog>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
