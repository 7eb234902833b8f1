"""The models of the PyTorch fixtures, as code that is saved apart from the weights."""

import dataclasses
from typing import Dict, Optional

import torch
from torch import nn


class SmallNet(nn.Module):
    """Four features to three probabilities."""

    def __init__(self, width: int = 8):
        super().__init__()
        self.hidden = nn.Linear(4, width)
        self.norm = nn.BatchNorm1d(width)
        self.drop = nn.Dropout(0.5)
        self.last = nn.Linear(width, 3)

    def forward(self, x):
        return torch.softmax(self.last(self.drop(torch.relu(self.norm(self.hidden(x))))), -1)


@dataclasses.dataclass
class Answer:
    scores: torch.Tensor
    halves: torch.Tensor
    extra: Optional[torch.Tensor] = None


class Named(nn.Module):
    """Two named inputs, a dataclass of outputs, one of them in bfloat16."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(4))

    def forward(self, x, scale, shift: Optional[torch.Tensor] = None):
        scores = x * self.weight * scale
        if shift is not None:
            scores = scores + shift
        return Answer(scores=scores, halves=scores.to(torch.bfloat16))

    def parts(self, x, scale):
        return {"sum": (x * scale).sum(-1), "both": (x, scale)}


class Counter(nn.Module):
    """Adds up what it has seen, until it is told to forget."""

    def __init__(self):
        super().__init__()
        self.register_buffer("total", torch.zeros(4))

    @torch.jit.export
    def reset_states(self):
        self.total = torch.zeros(4)

    def forward(self, x):
        self.total = self.total + x.sum(0)
        return self.total


class Writer(nn.Module):
    """TorchScript that writes a file."""

    def forward(self, x):
        torch.save(x, "smokehouse-canary")
        return x


class Table:
    """A model without PyTorch: tensors of a safetensors file as numpy arrays."""

    def __init__(self, tensors: Dict, scale: float = 1.0):
        self.tensors = tensors
        self.scale = scale

    def predict(self, x):
        return x @ self.tensors["hidden.weight"].T * self.scale
