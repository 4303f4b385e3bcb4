"""Pictures changed as a microscope would change them, and the ranges read from what that costs."""
import sys
import unittest
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from robustness import COARSER_UM, coarse, examine


class Coarse(unittest.TestCase):
    def test_keeps_size_and_flat_pictures(self) -> None:
        flat = torch.full((1, 3, 60, 80), 0.4)
        changed = coarse(1.0, 1.36)(flat)
        self.assertEqual(changed.shape, flat.shape)
        self.assertTrue(torch.allclose(changed, flat, atol=1e-6))

    def test_takes_fine_detail_and_leaves_coarse_structure_in_place(self) -> None:
        x = torch.arange(96).float()
        fine = 0.5 + 0.4 * torch.cos(torch.pi * x)
        wave = 0.5 + 0.4 * torch.cos(2 * torch.pi * x / 24)
        picture = torch.stack([fine, wave, wave]).view(1, 3, 1, 96).expand(1, 3, 96, 96)
        changed = coarse(1.0, 1.36)(picture)
        self.assertLess(changed[0, 0].std(), 0.4 * picture[0, 0].std())
        self.assertLess((changed[0, 1] - picture[0, 1]).abs().max(), 0.05)


class Ranges(unittest.TestCase):
    def test_coarser_px_are_tolerated_as_far_as_they_cost_little(self) -> None:
        """A stand-in for AUC that falls by how much of a fine grating is lost, and by nothing else."""
        x = torch.arange(96).float()
        picture = (0.5 + 0.3 * torch.cos(2 * torch.pi * x / 4)).view(1, 1, 1, 96).expand(1, 3, 96, 96)

        def scored(weight: float):
            return examine(lambda change: 0.9 - weight * float(picture.std() - change(picture).std()), 1.0)

        kind = scored(0.0)
        self.assertEqual(kind["umPerPxRange"][1], max(COARSER_UM[-1], kind["scaleErrorRange"][1]))
        strict = scored(10.0)
        self.assertEqual(strict["umPerPxRange"], strict["scaleErrorRange"])
        self.assertGreater(strict["coarserUm"]["1.36"], 0.03)


if __name__ == "__main__":
    unittest.main()
