"""Crossmedia Studio: any medium into any other, on the artist's own machine.

The map of the package; imports only go down.

    __main__  cli  cli_…          the two doors
         └─ app                   builds everything once, connects it, runs it
              └─ ui               PySide6 panes, dialogs, actions
                   └─ worker      PySide6.QtCore only: the background QThread
                        └─ engine Qt-free: one request in, a stream of events out
                             └─ scenarios   whole stories: a film from a text
           ┌──────────────┬──────────┐
           │              │       evaluate
           │              │        train
        export         generate ─────┘
           │              │
         fuse         represent
           │              │
           │          understand
           └──────┬───────┴───────┬──────────┐
              media            project     models
                 │                │          └─ nets
                 └────────────────┼──────────┘
                                core

A person's ask and the media they chose are *understood* (``Meaning``), *represented*
(``Conditions``), *generated* (``Take``), added to the document by an edit, *fused* into frames
and sound by ``fuse.render`` and *exported* to a file. Each arrow is one call.

    core        errors, time in ticks, progress and cancel, option fields, settings, translation
    media       the four kinds of media as values; reading, writing, content-addressed store
    project     the document (immutable), its edits, its session (undo) and its crash-safe file
    nets        networks, one family a file
    models      which models exist, where they come from, loading them within a memory budget
    understand  what a piece of media or a text says, in plain data a person can correct
    represent   meaning and media as tensors; a shared space to search all four kinds
    generate    backends: conditions in, a new piece of media out
    fuse        the document at a time → a frame, a stretch of sound (never a model)
    train       data sets, one loop, recipes: networks learn from an artist's own pictures, sounds, scores, texts, clips
    evaluate    quality, diversity and consistency of what models make; stars, duels, reports
    export      the document → a file, whole or not at all
    scenarios   media and options → a Project that can still be edited
    engine      requests and events; the only place where models meet the queue
    worker      one QThread class that feeds requests to the engine
    ui          what the artist sees
"""

__version__ = "0.1.0"
