"""EfficientNet-Lite0: what a picture shows (1000 ImageNet classes) and a feature vector of it.

Tan & Le 2019, "EfficientNet"; the Lite variant (no squeeze-and-excite, ReLU6) of Google's TPU repository. Parameter
names follow the port whose weights the catalogue installs.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

SIZE = 224
MEAN, STD = 127.0 / 255.0, 128.0 / 255.0
"""Input: RGB 0–1, normalised with these, (batch, 3, 224, 224)."""
FEATURES = 1280

# kernel, stride, expansion, channels in, channels out, repeats
_STAGES = (
    (3, 1, 1, 32, 16, 1), (3, 2, 6, 16, 24, 2), (5, 2, 6, 24, 40, 2), (3, 2, 6, 40, 80, 3),
    (5, 1, 6, 80, 112, 3), (5, 2, 6, 112, 192, 4), (3, 1, 6, 192, 320, 1),
)  # fmt: skip


class SameConv(nn.Conv2d):
    """A convolution that pads as TensorFlow's SAME does: more below and right where the padding is odd."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        (kernel, _), (stride, _) = self.kernel_size, self.stride
        pads: list[int] = []
        for side in (x.shape[-1], x.shape[-2]):
            pad = max((-(-side // stride) - 1) * stride + kernel - side, 0)
            pads += [pad // 2, pad - pad // 2]
        return functional.conv2d(functional.pad(x, pads), self.weight, self.bias, self.stride, 0, 1, self.groups)


class Block(nn.Module):
    """Inverted residual: expand, depthwise convolution, project (Sandler et al. 2018)."""

    def __init__(self, kernel: int, stride: int, expansion: int, inside: int, outside: int) -> None:
        super().__init__()
        wide = inside * expansion
        self._residual = stride == 1 and inside == outside
        self._expand_conv = SameConv(inside, wide, 1, bias=False) if expansion > 1 else None
        self._bn0 = nn.BatchNorm2d(wide, eps=1e-3) if expansion > 1 else None
        self._depthwise_conv = SameConv(wide, wide, kernel, stride, groups=wide, bias=False)
        self._bn1 = nn.BatchNorm2d(wide, eps=1e-3)
        self._project_conv = SameConv(wide, outside, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(outside, eps=1e-3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = x  # (n, inside, h, w)
        if self._expand_conv is not None and self._bn0 is not None:
            y = functional.relu6(self._bn0(self._expand_conv(y)))  # (n, wide, h, w)
        y = functional.relu6(self._bn1(self._depthwise_conv(y)))  # (n, wide, h/stride, w/stride)
        y = self._bn2(self._project_conv(y))  # (n, outside, h/stride, w/stride)
        return x + y if self._residual else y


class EfficientNetLite0(nn.Module):
    """``forward`` gives logits (n, 1000); ``features`` the pooled vector before them (n, 1280)."""

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem = SameConv(3, 32, 3, 2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, eps=1e-3)
        self._blocks = nn.ModuleList(
            Block(kernel, stride if i == 0 else 1, expansion, inside if i == 0 else outside, outside)
            for kernel, stride, expansion, inside, outside, repeats in _STAGES
            for i in range(repeats)
        )
        self._conv_head = SameConv(320, FEATURES, 1, bias=False)
        self._bn1 = nn.BatchNorm2d(FEATURES, eps=1e-3)
        self._fc = nn.Linear(FEATURES, 1000)

    def grid(self, x: torch.Tensor) -> torch.Tensor:
        """What is seen in each of the 7 × 7 cells, values 0–6: (n, 1280, 7, 7)."""
        x = functional.relu6(self._bn0(self._conv_stem(x)))  # (n, 32, 112, 112)
        for block in self._blocks:
            x = block(x)
        return functional.relu6(self._bn1(self._conv_head(x)))  # (n, 1280, 7, 7)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        return self.grid(x).mean(dim=(2, 3))  # (n, 1280)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self._fc(self.features(x))  # (n, 1000)
