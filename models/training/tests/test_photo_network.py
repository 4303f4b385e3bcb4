"""python3 -m unittest discover models/training/tests"""
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

from export_tfjs import WEIGHTS, export_model
from network import flops_per_mm2, parameter_count, run_folded
from photo_network import PhotoConfig, PhotoNet
from pretrained import Teacher, TeacherConfig


def network(**settings) -> PhotoNet:
    torch.manual_seed(0)
    return PhotoNet(PhotoConfig(**settings)).eval()


class Photo(unittest.TestCase):
    def test_it_keeps_to_the_limits_of_a_model(self):
        for settings in ({}, {"pointwise": (192, 192)}, {"blocks": 8, "zoom": (4, 3), "pointwise": (192, 192)}):
            layers = network(**settings).fold()
            self.assertLess(parameter_count(layers), 1_000_000)
            self.assertLess(flops_per_mm2(layers, 0.972), 12e9)

    def test_enlarging_costs_as_many_operations_as_a_cell_is_smaller(self):
        plain, zoomed = (flops_per_mm2(network(zoom=zoom).fold(), 1.0) for zoom in ((1, 1), (4, 3)))
        self.assertAlmostEqual(16 / 9, zoomed / plain)

    def test_what_runs_is_what_was_trained(self):
        x = torch.rand(1, 3, 144, 156)
        for model in (network(pointwise=(24,)), network(classes=2).averaging(3), network(zoom=(4, 3))):
            with torch.no_grad():
                torch.testing.assert_close(torch.sigmoid(model(x) / 1.5), run_folded(model.fold(1.5), x))

    def test_a_tile_equals_the_whole_field(self):
        self.assert_a_tile_equals_the_whole(network().averaging(3), (16, 46, 108), 236, (2, 3))

    def test_a_tile_of_an_enlarged_field_equals_the_whole(self):
        self.assert_a_tile_equals_the_whole(network(blocks=8, zoom=(4, 3)), (12, 36, 84), 180, (2, 3))

    def assert_a_tile_equals_the_whole(self, model: PhotoNet, expected: tuple, side: int, cell: tuple) -> None:
        """expected: stride, margin and receptive field, px; cell: row and column of a tile of 3 x 3 cells."""
        geometry = model.geometry()
        self.assertEqual(expected, (geometry.stride, geometry.margin, geometry.receptive_field))
        x = torch.rand(1, 3, side, side)
        size = geometry.receptive_field + 2 * geometry.stride
        top, left = (geometry.stride * at for at in cell)
        with torch.no_grad():
            whole, tile = model(x), model(x[:, :, top : top + size, left : left + size])
        self.assertEqual(geometry.cells(side), whole.shape[2])
        torch.testing.assert_close(whole[:, :, cell[0] : cell[0] + 3, cell[1] : cell[1] + 3], tile)
        self.assertGreater(float(whole.std()), 0)

    def test_what_cannot_be_enlarged_evenly_is_refused(self):
        with self.assertRaisesRegex(ValueError, "no multiples of 3"):
            network(zoom=(4, 3))(torch.rand(1, 3, 128, 128))
        with self.assertRaisesRegex(ValueError, "no whole px"):
            network(zoom=(5, 3)).geometry()

    def test_a_mean_without_a_middle_is_refused(self):
        with self.assertRaisesRegex(ValueError, "no cell in its middle"):
            network().averaging(4)

    def test_inside_the_picture_it_equals_the_padded_trunk_it_starts_from(self):
        torch.manual_seed(1)
        teacher = Teacher(None, TeacherConfig(enlargement=1.0, blocks=7)).eval()
        model = network()
        model.start_from(teacher.state_dict())
        x = torch.rand(1, 3, 252, 252)
        with torch.no_grad():
            # Padded, the first cell's centre lies 15.5 px in; without padding 37.5 px.
            padded, valid = teacher.features(x[:, :, 6:246, 6:246]), model.features(x)
        inside = slice(1, 12)
        torch.testing.assert_close(padded[:, :, inside, inside], valid[:, :, :11, :11], rtol=1e-4, atol=1e-4)

    def test_it_is_written_as_a_graph_whose_weights_fill_the_file(self):
        for model, tile in ((network(), 316), (network(zoom=(4, 3)), 240)):
            self.assert_written(model, tile)

    def assert_written(self, model: PhotoNet, tile: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            export_model(model.fold(), model.geometry(), tile, {"id": "x", "umPerPx": 1.0}, folder)
            written = json.loads((folder / "model.json").read_text())
            self.assertEqual("graph-model", written["format"])
            nodes = {node["name"]: node for node in written["modelTopology"]["node"]}
            for node in nodes.values():
                for source in node["input"]:
                    self.assertIn(source, nodes)
            length = 0
            for weight in written["weightsManifest"][0]["weights"]:
                count = 1
                for side in weight["shape"]:
                    count *= side
                length += count * (2 if weight["dtype"] == "float32" else 4)
                self.assertEqual("Const", nodes[weight["name"]]["op"])
            self.assertEqual(length, (folder / WEIGHTS).stat().st_size)


if __name__ == "__main__":
    unittest.main()
