"""The Qt application that drawing text needs, where there is no window."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable

import shiboken6
from PySide6.QtGui import QGuiApplication

_lock = threading.Lock()
_application: QGuiApplication | None = None
_end_keeper: Callable[[], None] | None = None


def ensure_gui() -> None:
    """Have a QGuiApplication, which drawing text needs: the window's own if there is one, else one without display.

    Any thread may ask. One made for a worker lives on a thread of its own until the program ends: Qt crashes at exit
    when the thread of its application is gone.
    """
    global _end_keeper
    with _lock:
        if QGuiApplication.instance() is not None:
            return
        if threading.current_thread() is threading.main_thread():
            _make_application()
            return
        made, ending = threading.Event(), threading.Event()
        keeper = threading.Thread(target=_keep_application, args=(made, ending), name="gui", daemon=True)
        keeper.start()
        made.wait()

        def end() -> None:
            ending.set()
            keeper.join(5)

        _end_keeper = end
        atexit.register(end)


def end_gui() -> None:
    """Take away what ``ensure_gui`` made, so that a window can have an application of its own; else do nothing."""
    global _application, _end_keeper
    with _lock:
        if _end_keeper is not None:
            atexit.unregister(_end_keeper)
            _end_keeper()
            _end_keeper = None
        elif _application is not None:
            shiboken6.delete(_application)
            _application = None


def _make_application() -> None:
    global _application
    glib = os.environ.get("QT_NO_GLIB")
    os.environ["QT_NO_GLIB"] = "1"  # no event loop will ever run in it
    try:
        _application = QGuiApplication(["crossmedia-studio", "-platform", "offscreen"])
    finally:
        if glib is None:
            del os.environ["QT_NO_GLIB"]
        else:
            os.environ["QT_NO_GLIB"] = glib


def _keep_application(made: threading.Event, ending: threading.Event) -> None:
    global _application
    try:
        _make_application()
    finally:
        made.set()
    ending.wait()
    if _application is not None:
        shiboken6.delete(_application)
        _application = None
