"""One process or several: under ``torchrun`` the same loop runs on every GPU, with gradients averaged over all.

Accelerate makes the process group and says which device is whose; alone, nothing of it is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch


class Team:
    """The processes that train one model together. Alone (the usual case) every method does nothing or little."""

    def __init__(self, device: str) -> None:
        """``device``: what to compute on; in a team of GPUs each process gets its own."""
        self._state = None
        self.device, self.rank, self.size = torch.device(device), 0, 1
        if int(os.environ.get("WORLD_SIZE", "1")) > 1:
            from accelerate import PartialState

            self._state = PartialState(cpu=self.device.type == "cpu")
            self.device, self.rank = self._state.device, self._state.process_index
            self.size = self._state.num_processes

    @property
    def first(self) -> bool:
        """Whether this process writes files, checks and speaks."""
        return self.rank == 0

    def average(self, parameters: Sequence[torch.Tensor]) -> None:
        """Make every gradient the mean over the team."""
        if self._state is None:
            return
        from accelerate.utils import reduce

        gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        joined = torch.cat([gradient.reshape(-1) for gradient in gradients])  # (sum of sizes,)
        joined = reduce(joined, reduction="mean")
        offset = 0
        for gradient in gradients:
            gradient.copy_(joined[offset : offset + gradient.numel()].view_as(gradient))
            offset += gradient.numel()

    def any(self, *flags: bool) -> tuple[bool, ...]:
        """Each flag, raised for all if anyone raises it."""
        if self._state is None:
            return flags
        from accelerate.utils import reduce

        votes = torch.tensor([float(flag) for flag in flags], device=self.device)
        return tuple(bool(vote > 0) for vote in reduce(votes, reduction="sum"))

    def rows(self, tensor: torch.Tensor) -> torch.Tensor:
        """Everyone's ``tensor`` (n,) as the rows of one (team, n) on the CPU."""
        if self._state is None:
            return tensor[None].cpu()
        from accelerate.utils import gather

        return gather(tensor[None].to(self.device)).cpu()

    def wait(self) -> None:
        """Until everyone is here."""
        if self._state is not None:
            self._state.wait_for_everyone()

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """The first process goes through the block before the others: what it caches they find."""
        if self._state is None:
            yield
        else:
            with self._state.main_process_first():
                yield
