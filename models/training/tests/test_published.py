"""Published weights read back, and the mean of several networks."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    import torch
except ImportError as error:
    raise unittest.SkipTest(f"torch is needed: {error}")

from export_tfjs import export_model
from network import NetworkConfig, SegmentationNet, round_to_half, run_folded
from published import Published, read_published
from trainer import mean_weights

CONFIG = NetworkConfig(widths=(6, 8, 10, 12), convolutions=(0, 1, 1, 0), identity=False, dropout=0.0)
MANIFEST = {"id": "m", "umPerPx": 1.0}


def network() -> SegmentationNet:
    """With batch norm that has seen something."""
    torch.manual_seed(1)
    model = SegmentationNet(CONFIG)
    torch.nn.init.normal_(model.head.weight, std=0.3)
    with torch.no_grad():
        for _ in range(5):
            model.train()(torch.rand(8, 3, 80, 80))
    return model.eval()


class ReadingBack(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_what_was_published_comes_back(self):
        layers = network().fold(1.7)
        manifest = {**MANIFEST, "output": {"temperature": 1.7}}
        export_model(layers, network().geometry(), network().geometry().receptive_field + 32, manifest, self.folder)
        images = torch.rand(8, 3, 96, 96)
        again = Published(self.folder)
        with torch.no_grad():
            expected = run_folded(round_to_half(layers), images)
            torch.testing.assert_close(torch.sigmoid(again(images) / 1.7), expected, atol=1e-5, rtol=0)
            self.assertEqual(again.features(images).shape, (8, 12, *expected.shape[2:]))

    def test_other_networks_are_refused_by_name(self):
        export_model(network().fold(), network().geometry(), network().geometry().receptive_field + 32, MANIFEST, self.folder)
        model = json.loads((self.folder / "model.json").read_text())
        (self.folder / "model.json").write_text(json.dumps({**model, "format": "graph-model"}))
        with self.assertRaisesRegex(ValueError, "only plain stacks"):
            read_published(self.folder)

    def test_the_mean_of_several_networks(self):
        def state(value: float, widths=(2,)):
            return {"network": {"widths": widths}, "model": {"w": torch.full((2,), value), "n": torch.tensor(int(value))}}

        mean = mean_weights([state(1.0), state(2.0), state(6.0)])
        self.assertEqual(mean["model"]["w"].tolist(), [3.0, 3.0])
        self.assertEqual(int(mean["model"]["n"]), 1)
        with self.assertRaisesRegex(ValueError, "same network"):
            mean_weights([state(1.0), state(2.0, (3,))])


if __name__ == "__main__":
    unittest.main()
