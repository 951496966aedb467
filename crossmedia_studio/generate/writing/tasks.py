"""What a small chat model is asked to do, with worked examples: a model of this size follows examples, not orders."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.writing.llama import Llama, Sampling, Turn

_FAITHFUL = Sampling(temperature=0.3, penalty=1.0)
_LOOSER = Sampling(temperature=0.8, penalty=1.05)
_FREE = Sampling(temperature=0.65, min_p=0.08, penalty=1.1)

_NEWS = (
    "Scientists in Oslo have built a small robot that cleans rivers. It collects plastic at night and returns to its "
    "dock in the morning. The city will buy ten of them next year."
)
_MARKET = "The old man walked slowly to the market to buy bread."
_STREETS = "It rained all night and the streets were empty."
_REWRITTEN = (
    "Slowly, the elderly man made his way to the market for some bread.",
    "Rain fell through the night, leaving the streets deserted.",
)
TONES: dict[str, tuple[str, str]] = {
    "cheerful": (
        "With a happy smile, the old man strolled to the market to buy warm, lovely bread!",
        "It rained merrily all night, and the quiet streets sparkled!",
    ),
    "sad": (
        "Alone and weary, the old man dragged himself to the market for a little bread.",
        "All night the rain wept, and the streets lay empty and forsaken.",
    ),
    "formal": (
        "The elderly gentleman proceeded at a measured pace to the market in order to purchase bread.",
        "Rainfall continued throughout the night, and the streets remained unoccupied.",
    ),
    "poetic": (
        "Slow as the evening, the old man drifted to the market, dreaming of bread.",
        "The night was a long song of rain, and the streets listened, empty.",
    ),
    "dramatic": (
        "Step by painful step, the old man fought his way to the market. He had to have bread!",
        "All night the storm raged, and not one soul dared to walk the streets!",
    ),
    "simple": ("The old man went to the market. He bought bread.", "It rained all night. Nobody was on the streets."),
}


@dataclass(frozen=True)
class Job:
    """The text to work on, what the person asked for, and how long the answer may be (tokens)."""

    text: str
    wish: str
    tone: str
    length: int
    seed: int


def write(llama: Llama, job: Job, step: Step) -> str:
    """What the wish asks for; about the text, if there is one."""
    ask = f"{job.wish}\n\n{job.text}" if job.wish and job.text else job.wish or job.text
    if not re.match(r"(write|tell|describe|list|explain|give|make|create|invent|name|what|who|why|how)\b", ask, re.I):
        ask = f"Write a short story about: {ask}" if len(ask.split()) < 60 else f"Write about this:\n{ask}"
    return _told(llama, llama.chat([Turn("user", ask)]), job, _FREE, step, least=24)


def go_on(llama: Llama, job: Job, step: Step) -> str:
    """The text itself, carried on."""
    start = job.text.rstrip()
    ask = job.wish or "Write a story with several paragraphs."
    prompt = llama.chat([Turn("user", ask)]) + start[-3000:].replace("<|", "< |")
    more = _told(llama, prompt, job, _FREE, step, least=48)
    joint = "" if re.search(r"[\n]$", start) else " "
    return f"{start}{joint}{more}"


def summarise(llama: Llama, job: Job, step: Step) -> str:
    """One or two sentences."""
    turns = [
        Turn("user", f"Summarise in one sentence:\n{_NEWS}"),
        Turn("assistant", "Oslo will buy ten small robots that collect plastic from rivers at night."),
        Turn("user", f"Summarise in one sentence:\n{job.text}"),
    ]
    return _told(llama, llama.chat(turns), job, Sampling(temperature=0, penalty=1.05), step)


def rewrite(llama: Llama, job: Job, step: Step) -> str:
    """The same in other words, sentence by sentence."""
    return _by_sentence(llama, job, "Rewrite in other words", _REWRITTEN, step)


def change_tone(llama: Llama, job: Job, step: Step) -> str:
    """The same in another voice, sentence by sentence."""
    return _by_sentence(llama, job, f"Make it {job.tone}", TONES[job.tone], step)


TASKS: dict[str, Callable[[Llama, Job, Step], str]] = {
    "write": write,
    "continue": go_on,
    "rewrite": rewrite,
    "summarise": summarise,
    "tone": change_tone,
}


def _by_sentence(llama: Llama, job: Job, order: str, examples: tuple[str, str], step: Step) -> str:
    """Few-shot, one sentence at a time; an answer that strays from the sentence is put back to what it was."""
    turns: list[Turn] = []
    for given, answer in zip((_MARKET, _STREETS), examples, strict=True):
        turns += [Turn("user", f"{order}: {given}"), Turn("assistant", answer)]
    paragraphs: list[str] = []
    blocks = [_sentences(block) for block in re.split(r"\n\s*\n", job.text) if block.strip()]
    total, done = sum(map(len, blocks)), 0
    for block in blocks:
        kept: list[str] = []
        for sentence in block:
            step(done / total, 1.0, tr("Writing"), "\n\n".join([*paragraphs, " ".join(kept)]))
            prompt = llama.chat([*turns, Turn("user", f"{order}: {sentence}")])
            answer = ""
            for sampling in (_FAITHFUL, _LOOSER):
                pieces = []
                for piece in llama.stream(prompt, 24 + 2 * len(llama.tokens(sentence)), job.seed, sampling):
                    pieces.append(piece)
                    step(done / total)
                answer = tidy("".join(pieces).split("\n")[0])
                if answer != sentence and _close(sentence, answer):
                    break
            kept.append(answer if _close(sentence, answer) else sentence)
            done += 1
        paragraphs.append(" ".join(kept))
    return "\n\n".join(paragraphs)


def _sentences(block: str) -> list[str]:
    from crossmedia_studio.generate.speech.split import sentences

    return [sentence.text for sentence in sentences(block)]


_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "from",
        "by",
        "was",
        "were",
        "is",
        "are",
        "it",
        "its",
        "he",
        "she",
        "they",
        "his",
        "her",
    ]
)


def _close(before: str, after: str) -> bool:
    """Whether an answer still speaks of the same things: names kept, words shared, length alike."""
    if not after or not 0.4 <= len(after) / len(before) <= 2.2:
        return False
    old, new = (set(re.findall(r"\w+", text.lower())) - _SMALL for text in (before, after))
    names = {word.lower() for word in re.findall(r"(?<!^)\b[A-Z]\w+", before)}
    stems = {word[:4] for word in new}
    shared = sum(word[:4] in stems for word in old) / max(len(old), 1)
    numbers = set(re.findall(r"\d+", before))
    return names <= new and numbers <= set(re.findall(r"\d+", after)) and shared >= 0.3


def _told(llama: Llama, prompt: str, job: Job, sampling: Sampling, step: Step, least: int = 0) -> str:
    """The answer, shown as it grows; cut before it repeats itself and after its last whole sentence."""
    text, count = "", 0
    for piece in llama.stream(prompt, job.length, job.seed, sampling, least):
        text += piece
        count += bool(piece)
        step(count / job.length, 1.0, tr("Writing"), text.strip())
        if count % 16 == 0 and repeats(text):
            break
    return tidy(without_repeats(text))


def repeats(text: str) -> bool:
    """Whether the last six words stood in the text before."""
    words = re.findall(r"\w+", text.lower())
    tail = words[-6:]
    return len(words) >= 24 and any(words[i : i + 6] == tail for i in range(len(words) - 12))


def without_repeats(text: str) -> str:
    """``text`` without sentences that only say again what an earlier one said."""
    kept: list[str] = []
    seen: list[set[str]] = []
    for sentence in re.findall(r".+?(?:[.!?。！？]+[\"'”’)]*\s*|\n+|$)", text, re.DOTALL):
        words = set(re.findall(r"\w+", sentence.lower()))
        if len(words) > 4 and any(len(words & old) / len(words | old) > 0.7 for old in seen):
            continue
        seen.append(words)
        kept.append(sentence)
    return "".join(kept)


def tidy(text: str) -> str:
    """Whole sentences only: what hangs after the last full stop is cut off, unless it is all there is."""
    text = re.sub(r"[ \t]+", " ", text).strip().strip('"').strip()
    whole = re.match(r".*[.!?。！？…][\"'”’)）」]*", text, re.DOTALL)
    return whole[0].strip() if whole and len(whole[0]) > 0.25 * len(text) else text
