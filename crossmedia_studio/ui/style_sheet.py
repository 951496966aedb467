"""The application's style sheet, with ``$token`` places that :mod:`theme` fills."""

STYLE_SHEET = """
* { outline: none; }
QWidget { color: $text; selection-background-color: $accent; selection-color: $on_accent; }
QMainWindow, QMainWindow::separator, QSplitter::handle { background: $window; }
QMainWindow::separator { width: 4px; height: 4px; }
QMainWindow::separator:hover, QSplitter::handle:hover { background: $accent; }
QSplitter::handle:horizontal { width: 4px; }
QSplitter::handle:vertical { height: 4px; }
QDialog, QMessageBox { background: $panel; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 8px; font-size: $small_size; }

#pane, #panel { background: $panel; }
#paneTitle { background: $panel; border-bottom: 1px solid $line; }
#paneTitle QLabel { color: $second; font-size: $small_size; font-weight: 600; }
#topBar { background: $window; border-bottom: 1px solid $line; }
#workBar { background: $window; }
#section { color: $second; font-size: $small_size; font-weight: 600; padding-top: 4px; }
#small { color: $second; font-size: $small_size; }
#title { font-size: $title_size; font-weight: 600; }
#empty { font-size: $title_size; color: $text; }
#emptyText { color: $second; }
QLabel:disabled, #small:disabled { color: $off; }
#divider { background: $line; max-height: 1px; min-height: 1px; border: none; }

QMenuBar { background: transparent; padding: 0 4px; }
QMenuBar::item { padding: 5px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $raised; border: 1px solid $border; padding: 4px; border-radius: 6px; }
QMenu::item { padding: 5px 28px 5px 10px; border-radius: 4px; }
QMenu::icon { padding-left: 6px; }
QMenu::icon:checked { background: $line; border: 1px solid $accent; border-radius: 4px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $off; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }

QPushButton, QToolButton { background: $raised; border: 1px solid $line; border-radius: 6px; padding: 0 12px;
  min-height: 26px; }
QPushButton:hover, QToolButton:hover { border-color: $border; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $off; }
QPushButton:default, QPushButton#primary { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton#primary { min-height: 34px; font-weight: 600; }
QPushButton#primary:hover { border-color: $text; }
QPushButton#primary:disabled, QPushButton:default:disabled { background: $raised; color: $off; border-color: $line; }
QToolButton { padding: 0 4px; min-width: 18px; background: transparent; border-color: transparent; }
QToolButton:hover { background: $raised; border-color: $line; }
QToolButton:checked { background: $raised; border-color: $accent; }
QToolButton::menu-indicator { image: none; width: 0; }
QPushButton::menu-indicator { width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox { background: $field; border: 1px solid $line;
  border-radius: 6px; padding: 0 8px; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: 26px; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QAbstractSpinBox:hover, QComboBox:hover {
  border-color: $border; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
  border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: $off; }
QLineEdit#search { padding-left: 4px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url($caret); width: 12px; height: 12px; }
QLineEdit QToolButton, QLineEdit QToolButton:hover { min-height: 0; min-width: 0; padding: 0; border: none;
  background: transparent; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border; padding: 4px; outline: none; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }

QListView, QTreeView, QTableView, QScrollArea { background: transparent; border: none; }
QListWidget { background: $field; border: 1px solid $line; border-radius: 6px; padding: 2px; }
QListView::item, QTreeView::item { border-radius: 4px; padding: 2px 4px; }
QListView::item:selected, QTreeView::item:selected { background: $accent; color: $on_accent; }
QListView::item:hover:!selected, QTreeView::item:hover:!selected { background: $raised; }
QHeaderView::section { background: $panel; color: $second; border: none; border-bottom: 1px solid $line;
  padding: 4px 6px; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: $border; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none;
  border: none; width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { padding: 6px 12px; color: $second; border: none; border-bottom: 2px solid transparent;
  background: transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }
QTabWidget::pane { border: none; border-top: 1px solid $line; background: $panel; }
QTabWidget::tab-bar { left: 4px; }

QProgressBar { background: $field; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSlider::groove:horizontal { height: 4px; background: $border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: $text; }
QSlider::handle:horizontal:focus { background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $line; }
QCheckBox { spacing: 8px; min-height: 24px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $border; border-radius: 4px; background: $field; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($check); }
QCheckBox:focus { color: $accent; }
QStatusBar { background: $window; border-top: 1px solid $line; font-size: $small_size; }
QStatusBar QLabel { color: $second; font-size: $small_size; padding: 0 8px; }
QStatusBar::item { border: none; }

#bar { border-bottom: 1px solid $line; background: $raised; }
#chip { background: $raised; border: 1px solid $line; border-radius: 12px; }
#card { background: $raised; border: 1px solid $line; border-radius: 6px; }
#toast { background: $raised; border: 1px solid $border; border-radius: 8px; }
"""
