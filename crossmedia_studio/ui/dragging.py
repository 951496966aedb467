"""What is dragged between panes and programs: library ids, one a line, and file URLs beside them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import MediaItem

MIME = "application/x-crossmedia-media"


def pack(items: list[MediaItem], store: MediaStore) -> QMimeData:
    """Library items as a drag that panes and other programs understand."""
    data = QMimeData()
    data.setData(MIME, "\n".join(item.id for item in items).encode())
    urls = []
    for item in items:
        try:
            urls.append(QUrl.fromLocalFile(str(store.path(item.id, item.suffix))))
        except MediaError:
            continue
    data.setUrls(urls)
    return data


def start(view: QAbstractItemView, picture: QPixmap) -> None:
    """Drag what is selected in ``view``: a small, faint ``picture`` below the pointer, so that it hides no aim."""
    model = view.model()
    drag = QDrag(view)
    drag.setMimeData(model.mimeData(view.selectionModel().selectedIndexes()))
    faint = QPixmap(picture.size())
    faint.setDevicePixelRatio(picture.devicePixelRatio())
    faint.fill(Qt.GlobalColor.transparent)
    painter = QPainter(faint)
    painter.setOpacity(0.75)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    drag.setPixmap(faint)
    drag.setHotSpot(QPoint(-14, -18))
    drag.exec(model.supportedDragActions())


def media_ids(data: QMimeData) -> tuple[str, ...]:
    """The library ids in a drag."""
    if not data.hasFormat(MIME):
        return ()
    return tuple(line for line in bytes(data.data(MIME).data()).decode("ascii", "replace").split("\n") if line)


def local_files(data: QMimeData) -> tuple[Path, ...]:
    """Files and folders dragged in from outside (never the studio's own items)."""
    if data.hasFormat(MIME):
        return ()
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
