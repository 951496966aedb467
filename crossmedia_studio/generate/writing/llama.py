"""A chat model in a GGUF file, run by llama.cpp: tokens one by one, repeatable by seed, stoppable after each."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossmedia_studio.core.errors import MediaError, ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.models.loader import Models

CONTEXT = 2048
_BATCH = 128
"""Prompt tokens a step: small, so that Cancel answers within a fraction of a second while a long text is read."""


@dataclass(frozen=True)
class Turn:
    """One message of a chat; ``role`` is "system", "user" or "assistant"."""

    role: str
    text: str


@dataclass(frozen=True)
class Sampling:
    """How tokens are drawn. ``penalty`` divides the chance of tokens seen in the last 128."""

    temperature: float = 0.7
    top_p: float = 0.9
    top_k: int = 50
    min_p: float = 0.05
    penalty: float = 1.12


@dataclass(frozen=True)
class Llama:
    """A loaded model; contexts are made for each text, so that nothing of one leaks into the next."""

    model: Any
    vocab: Any
    threads: int

    def tokens(self, text: str) -> list[int]:
        """``text`` as token numbers, control words recognised."""
        return list(self.vocab.tokenize(text, add_special=False, parse_special=True))

    def text(self, tokens: Sequence[int]) -> str:
        """What ``tokens`` say."""
        return b"".join(_piece(self.vocab, token) for token in tokens).decode("utf-8", "ignore")

    def chat(self, turns: Sequence[Turn]) -> str:
        """``turns`` in the model's own chat format (ChatML where it names none), ready for the answer."""
        from cyllama.llama import llama_cpp

        said = [Turn(turn.role, turn.text.replace("<|", "< |")) for turn in turns]
        if template := self.model.get_default_chat_template():
            messages = [llama_cpp.LlamaChatMessage(turn.role, turn.text) for turn in said]
            try:
                return str(self.model.chat_apply_template(template, messages, True))
            except RuntimeError:
                pass  # a template llama.cpp does not know
        lines = [f"<|im_start|>{turn.role}\n{turn.text}<|im_end|>\n" for turn in said]
        return "".join(lines) + "<|im_start|>assistant\n"

    def stream(self, prompt: str, limit: int, seed: int, sampling: Sampling, least: int = 0) -> Iterator[str]:
        """Text as it comes, ``least`` … ``limit`` tokens; an empty string for every stretch of prompt that was read.

        Raises MediaError for a prompt that leaves no room in the context of 2,048 tokens.
        """
        from cyllama.llama import llama_cpp

        prompt_tokens = self.tokens(prompt)
        if len(prompt_tokens) + 32 > CONTEXT:
            raise MediaError(
                tr("The text is too long for this writing model"),
                why=tr("it reads about {count} words at once", count=CONTEXT // 2),
                do=tr("Choose a shorter part, or summarise it by rule with the model Digest"),
            )
        limit = min(limit, CONTEXT - len(prompt_tokens) - 1)
        params = llama_cpp.LlamaContextParams()
        params.n_ctx, params.n_batch, params.no_perf = CONTEXT, _BATCH, True
        params.n_threads = params.n_threads_batch = self.threads
        context = llama_cpp.LlamaContext(self.model, params)
        ends = [token for token in range(self.vocab.n_vocab) if self.vocab.is_eog(token)] if least else []
        sampler = _sampler(llama_cpp, sampling, seed, self.vocab.n_vocab, ())
        going_on = _sampler(llama_cpp, sampling, seed, self.vocab.n_vocab, ends) if ends else sampler
        decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        try:
            for start in range(0, len(prompt_tokens), _BATCH):
                context.decode(llama_cpp.llama_batch_get_one(prompt_tokens[start : start + _BATCH], start))
                yield ""
            for place in range(len(prompt_tokens), len(prompt_tokens) + limit):
                early = place - len(prompt_tokens) < least
                token = (going_on if early else sampler).sample(context, -1)
                if self.vocab.is_eog(token):
                    return
                yield decoder.decode(_piece(self.vocab, token))
                context.decode(llama_cpp.llama_batch_get_one([token], place))
        finally:
            sampler.close()
            if going_on is not sampler:
                going_on.close()
            context.close()


def load(models: Models, name: str = "smollm2") -> Llama:
    """The installed model. Raises ModelMissing without it, ModelError if it is damaged or cannot run here."""
    folder = models.folder(name)
    size = sum(file.stat().st_size for file in folder.glob("*.gguf"))
    return models.load(f"llama:{name}", size * 6 // 5_000_000 + 100, lambda: _open(folder, models.threads))


def _open(folder: Path, threads: int) -> Llama:
    files = sorted(folder.glob("*.gguf"))
    do = tr("Install it again with: {command}", command="crossmedia-studio models install smollm2")
    if not files:
        raise ModelError(tr("There is no GGUF file in {folder}", folder=folder), do=do)
    try:
        from cyllama.llama import llama_cpp
    except ImportError as error:
        raise ModelError(
            tr("The writing model cannot run on this machine"),
            why=str(error),
            do=tr("Install the Python package {name}", name="cyllama"),
        ) from error
    llama_cpp.disable_logging()
    llama_cpp.ggml_backend_load_all()
    params = llama_cpp.LlamaModelParams()
    params.n_gpu_layers = 0
    try:
        model = llama_cpp.LlamaModel(str(files[0]), params)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(tr("The writing model {name} cannot be loaded", name=files[0].name), do=do) from error
    return Llama(model, model.get_vocab(), max(threads, 1))


def _sampler(llama_cpp: Any, sampling: Sampling, seed: int, words: int, forbidden: Sequence[int]) -> Any:
    params = llama_cpp.LlamaSamplerChainParams()
    params.no_perf = True
    sampler = llama_cpp.LlamaSampler(params)
    if forbidden:
        sampler.add_logit_bias(words, [(token, -100.0) for token in forbidden])
    sampler.add_penalties(128, sampling.penalty, 0.0, 0.0)
    if sampling.temperature <= 0:
        sampler.add_greedy()
        return sampler
    sampler.add_top_k(sampling.top_k)
    sampler.add_top_p(sampling.top_p, 1)
    sampler.add_min_p(sampling.min_p, 1)
    sampler.add_temp(sampling.temperature)
    sampler.add_dist(seed % 2**32)
    return sampler


def _piece(vocab: Any, token: int) -> bytes:
    """The bytes of a token: those of one character may be spread over several."""
    try:
        return str(vocab.token_to_piece(token, special=False)).encode()
    except UnicodeDecodeError as error:
        return bytes(error.object)
