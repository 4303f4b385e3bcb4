"""Which examples to learn from: Selective-Backprop and DataRater. Both are off by default; see the model cards."""
from typing import List

import torch
from torch import Tensor, nn
from torch.nn import functional


class SelectiveBackprop:
    """Keeps an example for the backward pass with probability (percentile of its loss) ** power.

    The percentile is taken among the last `history` losses. Jiang et al., arXiv:1910.00762.
    """

    def __init__(self, power: float, history: int = 1024):
        if power <= 0:
            raise ValueError(f"power of {power}: must be above 0")
        self.power, self.length = power, history
        self.history = torch.empty(0)

    def probabilities(self, losses: Tensor) -> Tensor:
        """Chance of each example [n], with these losses already part of the history."""
        self.history = torch.cat([self.history, losses.detach().float()])[-self.length :]
        ranked = torch.sort(self.history)[0]
        percentile = torch.searchsorted(ranked, losses.detach().float(), right=True).float() / len(ranked)
        return percentile**self.power

    def choose(self, losses: Tensor, generator: torch.Generator) -> Tensor:
        """Indices of the examples to learn from."""
        chance = self.probabilities(losses)
        return torch.nonzero(torch.rand(len(losses), generator=generator) < chance)[:, 0]


class Rater(nn.Module):
    """Descriptors of an example [n, d] -> its score [n]; weights are a softmax of scores within the batch."""

    def __init__(self, inputs: int, hidden: int = 32):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(inputs, hidden), nn.Tanh(), nn.Linear(hidden, 1))
        nn.init.zeros_(self.layers[2].weight)
        nn.init.zeros_(self.layers[2].bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)[:, 0]


def weights_of(scores: Tensor) -> Tensor:
    """Softmax over the batch times its size: mean 1."""
    return torch.softmax(scores, 0) * len(scores)


def functional_linear(parameters: List[Tensor], x: Tensor) -> Tensor:
    weight, bias = parameters
    return x @ weight + bias


def meta_loss(
    parameters: List[Tensor],
    scores: Tensor,
    train: tuple,
    held_out: tuple,
    inner_rate: float,
    inner_steps: int = 1,
) -> Tensor:
    """Held-out loss after `inner_steps` of gradient descent on the weighted training loss.

    Differentiable in `scores` through the steps (the meta-gradient of DataRater, arXiv:2505.17895). The inner model is
    a logistic regression on fixed descriptors: parameters [weight [d], bias []], train and held_out (x [n, d], y [n]).
    """
    x, y = train
    weights = weights_of(scores)
    for _ in range(inner_steps):
        losses = functional.binary_cross_entropy_with_logits(functional_linear(parameters, x), y, reduction="none")
        gradients = torch.autograd.grad((weights * losses).mean(), parameters, create_graph=True)
        parameters = [p - inner_rate * g for p, g in zip(parameters, gradients)]
    return functional.binary_cross_entropy_with_logits(functional_linear(parameters, held_out[0]), held_out[1])
