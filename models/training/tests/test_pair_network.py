"""Two trunks and one head: what is exported, where its cells lie, and what it keeps of the trunks."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    import torch
except ImportError as reason:
    raise unittest.SkipTest(f"needs PyTorch: {reason}")

from export_tfjs import export_model
from network import NetworkConfig, SegmentationNet, flops_per_mm2, parameter_count, run_folded
from pair_network import PairConfig, PairNet
from photo_network import PhotoConfig, PhotoNet
from trainer import build_network

CONFIGS = Path(__file__).resolve().parents[1] / "configs"
TURNED = NetworkConfig(
    widths=(4, 4, 8, 8), regular=(1, 1, 2, 2), symmetries=4, convolutions=(0, 2, 2, 0), pointwise=(0, 0, 0, 0), identity=False, dropout=0.0
)


def network() -> PairNet:
    torch.manual_seed(0)
    model = PairNet(PairConfig(PhotoConfig(dropout=0.0), TURNED)).eval()
    for name, values in model.named_buffers():
        if name.endswith("_mean"):
            values.uniform_(-0.2, 0.2)
    model.start_levels(torch.rand(4, 3, 96, 96), 0.6)
    return model


class Pair(unittest.TestCase):
    def test_the_published_settings_keep_to_the_limits_of_a_model(self):
        config = json.loads((CONFIGS / "prostate.json").read_text())
        layers = build_network(config["network"]).averaging(5).fold()
        self.assertLess(parameter_count(layers), 1_000_000)
        self.assertLess(flops_per_mm2(layers, 1.0), 12e9)

    def test_its_operations_are_those_of_both_trunks(self):
        model = network()
        both = sum(flops_per_mm2(trunk.fold()[:-1], 1.0) for trunk in (model.photo, model.turned))
        heads = (2 * (sum(model.widths) + model.widths[2])) / 16**2 * 1e6
        self.assertAlmostEqual(flops_per_mm2(model.fold(), 1.0), both + heads, delta=1)

    def test_what_runs_is_what_was_trained(self):
        for model in (network(), network().averaging(3)):
            for side in range(160, 176, 3):
                x = torch.rand(1, 3, side, side + 16)
                with torch.no_grad():
                    torch.testing.assert_close(torch.sigmoid(model(x) / 1.5), run_folded(model.fold(1.5), x))

    def test_a_tile_equals_the_whole_field(self):
        model = network().averaging(3)
        geometry = model.geometry()
        self.assertEqual((16, 48, 112), (geometry.stride, geometry.margin, geometry.receptive_field))
        x = torch.rand(1, 3, 240, 240)
        with torch.no_grad():
            whole, tile = model(x), model(x[:, :, 32 : 32 + 144, 48 : 48 + 144])
        self.assertEqual(geometry.cells(240), whole.shape[2])
        torch.testing.assert_close(whole[:, :, 2:5, 3:6], tile)
        self.assertGreater(float(whole.std()), 0)

    def test_it_starts_with_the_trunks_of_two_networks(self):
        torch.manual_seed(3)
        photo, turned = PhotoNet(PhotoConfig(dropout=0.0)).eval(), SegmentationNet(TURNED).eval()
        model = network()
        model.start_from(photo.state_dict(), turned.state_dict())
        x = torch.rand(1, 3, 160, 160)
        with torch.no_grad():
            seen = model.features(x)
            torch.testing.assert_close(seen[:, :64], photo.features(x[:, :, 2:-2, 2:-2]))
            torch.testing.assert_close(seen[:, 64:72], turned.features(x))

    def test_levels_are_one_for_the_channels_that_trade_places(self):
        model = network()
        images = torch.rand(6, 3, 96, 96)
        model.start_levels(images, 0.75)
        with torch.no_grad():
            seen, known = model.turned.features(images), model.features(images)
        for start in (0, 4):
            level = torch.stack([torch.quantile(seen[:, c].flatten(), 0.75) for c in range(start, start + 4)]).mean()
            torch.testing.assert_close(known[:, 72 + start : 76 + start], torch.relu(seen[:, start : start + 4] - level))
        self.assertEqual([64, 64, 64, 64, 65, 65, 65, 65, 66, 66, 66, 66, 67, 67, 67, 67], model.fields()[64:].tolist())

    def test_trunks_whose_cells_do_not_match_are_refused(self):
        with self.assertRaisesRegex(ValueError, "do not lie over each other"):
            PairNet(PairConfig(PhotoConfig(blocks=6), TURNED))

    def test_it_is_written_as_one_graph(self):
        model = network().averaging(5)
        with tempfile.TemporaryDirectory() as name:
            export_model(model.fold(), model.geometry(), 64 + 2 * 64, {"id": "x", "umPerPx": 1.0}, Path(name))
            written = json.loads((Path(name) / "model.json").read_text())
            manifest = json.loads((Path(name) / "manifest.json").read_text())
        self.assertEqual("graph-model", written["format"])
        self.assertEqual((64, 16), (manifest["margin"], manifest["stride"]))
        nodes = {node["name"]: node for node in written["modelTopology"]["node"]}
        for node in nodes.values():
            for source in node["input"]:
                self.assertIn(source, nodes)
        reads_field = [name for name, node in nodes.items() if "field" in node["input"]]
        self.assertEqual(2, len(reads_field))  # the first trunk through a crop, the second as it is


if __name__ == "__main__":
    unittest.main()
