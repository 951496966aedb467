"""What the artist sees: PySide6 panes, dialogs and actions. Reaches the engine through its messages alone."""
