"""A slimmer copy of a trunk: what stays of it, and that it learns to see the same."""
import sys
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    import torch
except ImportError as reason:
    raise unittest.SkipTest(f"needs PyTorch: {reason}")

from augment import AugmentConfig
from network import NetworkConfig, SegmentationNet, run_layers
from slim_trunk import SlimTrainer, kept_channels, start_slim, told
from trainer import TrainConfig

CONFIG = NetworkConfig(
    widths=(8, 16), regular=(2, 4), symmetries=4, convolutions=(1, 0), pointwise=(0, 0), identity=False, dropout=0.0
)
SLIMMER = replace(CONFIG, widths=(4, 16), regular=(1, 4))
PLAIN = AugmentConfig(stain=0, stain_shift=0, strength=0, mix=0, brightness=0, white_balance=0, warp=0, blur=0, noise=0, jpeg=0)


def network(config: NetworkConfig, seed: int) -> SegmentationNet:
    torch.manual_seed(seed)
    return SegmentationNet(config).eval()


class Slim(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(0)
        self.images = torch.randint(0, 256, (24, 3, 40, 40), dtype=torch.uint8)
        self.x = self.images.float() / 255
        self.layers = network(CONFIG, 1).fold()[:-1]

    def test_a_copy_as_wide_sees_the_same(self):
        copy = network(CONFIG, 2)
        start_slim(copy, self.layers, self.x)
        with torch.no_grad():
            torch.testing.assert_close(copy.eval().features(self.x), run_layers(self.layers, self.x), rtol=1e-3, atol=1e-4)
        self.assertGreater(told(copy, self.layers, self.images), 0.999)

    def test_the_fields_stay_that_the_next_layer_makes_most_of(self):
        # The second field of the first layer counts for nothing in the second layer.
        self.layers[1].kernel[:, 4:8] = 0
        kept = kept_channels(self.layers, [4, 4, 16], 4, self.x)
        self.assertEqual([0, 1, 2, 3], kept[0].tolist())
        self.assertEqual(list(range(16)), kept[2].tolist())

    def test_another_last_layer_is_refused(self):
        with self.assertRaisesRegex(ValueError, "no slimmer copy"):
            start_slim(network(replace(CONFIG, widths=(8, 8), regular=(2, 2)), 2), self.layers, self.x)

    def test_it_learns_to_see_what_the_trunk_sees(self):
        copy = network(SLIMMER, 2)
        start_slim(copy, self.layers, self.x)
        before = told(copy.eval(), self.layers, self.images)
        settings = TrainConfig(steps=150, batch=12, learning_rate=0.01, warmup=5, weight_decay=0, label_smoothing=0, ema=0.9, bfloat16=False)
        trainer = SlimTrainer(copy, self.images, torch.zeros(24), settings, PLAIN, layers=self.layers)
        for _ in range(150):
            trainer.train_step()
        self.assertGreater(told(trainer.averaged(), self.layers, self.images), before + 0.1)


if __name__ == "__main__":
    unittest.main()
