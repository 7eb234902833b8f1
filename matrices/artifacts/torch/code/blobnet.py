"""The network of matrices/torch.yaml, as code that is saved apart from the weights."""

import torch
from torch import nn


class BlobNet(nn.Module):
    """Four features to three probabilities."""

    def __init__(self, width: int = 16):
        super().__init__()
        self.hidden = nn.Linear(4, width)
        self.norm = nn.BatchNorm1d(width)
        self.drop = nn.Dropout(0.2)
        self.last = nn.Linear(width, 3)

    def forward(self, x):
        return torch.softmax(self.last(self.drop(torch.relu(self.norm(self.hidden(x))))), -1)
