"""Make the README's pictures from the demonstration: a still of the film, the window in English and in Chinese.

bash installer/studio.sh demo --no-show
.venv/bin/python installer/pictures.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "resources" / "pictures" / "readme"
DEMO = ROOT / "demo" / "film.studio"
PROMPT = {"en": "an owl reading a book under the moon", "zh": "月光下，一只猫在小船上"}


def window(language: str, theme: str, output: Path) -> None:
    """Open a copy of the demonstration project, generate a picture in it as an artist would, and grab the window."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from crossmedia_studio.app import Studio
    from crossmedia_studio.core import i18n
    from crossmedia_studio.core.kinds import Kind
    from crossmedia_studio.core.settings import Settings
    from crossmedia_studio.core.timing import ticks
    from crossmedia_studio.engine import messages as m
    from crossmedia_studio.project.edits import AddTake
    from crossmedia_studio.ui import theme as look

    i18n.set_language(language)
    application = QApplication([])
    look.apply(application, theme, reduce_motion=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["CROSSMEDIA_STUDIO_HOME"] = home
        folder = Path(home) / "film.studio"
        shutil.copytree(DEMO, folder)
        studio = Studio(application, Settings(language=language, theme=theme))
        studio.start(folder)
        assert studio.window is not None and studio.opened is not None
        studio.window.resize(1440, 900)
        opened = studio.opened

        def made(result: m.MakeResult) -> None:
            assert result.item is not None
            opened.session.do(AddTake(result.item))
            opened.view.set_playhead(ticks(4.2))
            QTimer.singleShot(6000, grab)

        def grab() -> None:
            assert studio.window is not None
            studio.window.grab().save(str(output))
            application.quit()

        request = m.Make(Kind.IMAGE, PROMPT[language], seed=5, language=language, project_folder=folder)
        studio.jobs.submit(request, title=PROMPT[language], done=made)
        application.exec()
        studio.close()


def still(output: Path) -> None:
    """A frame of the film, exported as a picture."""
    from crossmedia_studio.export.exporter import export
    from crossmedia_studio.media.store import MediaStore
    from crossmedia_studio.project.file import ProjectFile

    with ProjectFile.open(DEMO, read_only=True) as file:
        export(file.project, MediaStore(file.media_folder), output, "png", {"time": 4.2})


def main() -> None:
    """Each window in a process of its own: a language and a look are set once."""
    if len(sys.argv) == 4:
        window(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
        return
    from crossmedia_studio.core.folders import models_folder

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["CROSSMEDIA_STUDIO_MODELS"] = str(models_folder())
    PICTURES.mkdir(parents=True, exist_ok=True)
    still(PICTURES / "still.png")
    for language, theme, name in (("en", "dark", "window.png"), ("zh", "light", "window-zh.png")):
        subprocess.run([sys.executable, __file__, language, theme, str(PICTURES / name)], check=True)
        print(PICTURES / name)


if __name__ == "__main__":
    main()
