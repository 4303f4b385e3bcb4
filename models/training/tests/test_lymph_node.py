"""Network, export, figures and example selection, against values worked out by hand."""
import json
import math
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    import numpy
    import torch
except ImportError as error:
    raise unittest.SkipTest(f"torch and numpy are needed: {error}")

import evaluation
from export_tfjs import export_model
from network import SegmentationNet, pool, round_to_half, run_folded
from selection import SelectiveBackprop, meta_loss, weights_of
from trainer import MovingAverage, TrainConfig, learning_rate_at


def trained_looking_network() -> SegmentationNet:
    """Weights and batch norm statistics far from their initial values, so that folding has something to get wrong."""
    torch.manual_seed(3)
    model = SegmentationNet()
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 2)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.3)
    return model.eval()


class Network(unittest.TestCase):
    def test_geometry_is_what_the_grid_shows(self):
        model = trained_looking_network()
        geometry = model.geometry()
        self.assertEqual((geometry.stride, geometry.margin, geometry.receptive_field), (16, 32, 80))
        with torch.no_grad():
            for tile in (80, 96, 160):
                self.assertEqual(model(torch.rand(1, 3, tile, tile)).shape[2], geometry.cells(tile))
        with self.assertRaises(ValueError):
            geometry.cells(100)

    def test_a_cell_sees_its_receptive_field_and_no_more(self):
        model = trained_looking_network()
        x = torch.rand(1, 3, 112, 112, requires_grad=True)
        model(x)[0, 0, 1, 1].backward()
        seen = torch.nonzero(x.grad.abs().sum((0, 1)))
        self.assertEqual(seen.min(0)[0].tolist(), [16, 16])
        self.assertEqual(seen.max(0)[0].tolist(), [95, 95])

    def test_a_tile_gives_what_the_whole_field_gives(self):
        model = trained_looking_network()
        field = torch.rand(1, 3, 160, 176)
        with torch.no_grad():
            whole, tile = model(field), model(field[:, :, 32:128, 48:144])
        self.assertLess(float((whole[:, :, 2:4, 3:5] - tile).abs().max()), 1e-4)

    def test_folding_changes_nothing_but_the_temperature(self):
        model, x = trained_looking_network(), torch.rand(2, 3, 96, 96)
        with torch.no_grad():
            expected = torch.sigmoid(model(x) / 1.7)
            self.assertLess(float((run_folded(model.fold(1.7), x) - expected).abs().max()), 1e-4)

    def test_pooling_lies_between_mean_and_maximum(self):
        logits = torch.tensor([[[[0.0, 0.0], [0.0, math.log(5.0)]]]])
        self.assertAlmostEqual(float(pool(logits)), math.log(8 / 4), places=5)
        self.assertAlmostEqual(float(pool(logits, 0)), math.log(5) / 4, places=5)


class Export(unittest.TestCase):
    def test_files_hold_the_rounded_weights_in_keras_order(self):
        model = trained_looking_network()
        layers = model.fold()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            manifest = export_model(layers, model.geometry(), 96, {"id": "test", "umPerPx": 1.0}, folder)
            graph = json.loads((folder / "model.json").read_text())
            entries = graph["weightsManifest"][0]["weights"]
            values = numpy.fromfile(folder / "group1-shard1of1.bin", "<f2").astype(numpy.float32)
        self.assertEqual(len(values), manifest["parameters"])
        first = values[: 4 * 4 * 3 * 20].reshape(entries[0]["shape"])
        expected = round_to_half(layers)[0].kernel.permute(2, 3, 1, 0).numpy()
        numpy.testing.assert_array_equal(first, expected)


class Figures(unittest.TestCase):
    def test_auc_counts_pairs_and_half_of_ties(self):
        # Pairs (positive, negative): 0.8>0.4, 0.8>0.2, 0.4=0.4, 0.4>0.2 -> 3.5 of 4.
        self.assertAlmostEqual(evaluation.auc([1, 1, 0, 0], [0.8, 0.4, 0.4, 0.2]), 3.5 / 4)
        with self.assertRaises(ValueError):
            evaluation.auc([1, 1], [0.1, 0.2])

    def test_calibration_error_by_hand(self):
        # Two bins: mean 0.1 with none positive, mean 0.9 with half positive.
        self.assertAlmostEqual(evaluation.expected_calibration_error([0, 0, 1, 0], [0.1, 0.1, 0.9, 0.9], 2), 0.25)

    def test_temperature_is_recovered(self):
        logits = numpy.random.RandomState(0).normal(0, 2, 20000)
        labels = numpy.random.RandomState(1).rand(20000) < 1 / (1 + numpy.exp(-logits))
        self.assertAlmostEqual(evaluation.fit_temperature(labels, logits * 2.5), 2.5, delta=0.1)

    def test_operating_points_reach_their_targets(self):
        random = numpy.random.RandomState(0)
        labels = random.rand(4000) < 0.5
        scores = numpy.clip(0.5 + 0.2 * (labels - 0.5) * 2 + random.normal(0, 0.2, 4000), 0, 1)
        found = evaluation.operating_thresholds(labels, scores, 0.95)
        balanced = evaluation.at_threshold(labels, scores, found["balanced"])
        self.assertAlmostEqual(balanced["sensitivity"], balanced["specificity"], delta=0.001)
        self.assertGreaterEqual(evaluation.at_threshold(labels, scores, found["sensitive"])["sensitivity"], 0.95)
        self.assertGreaterEqual(evaluation.at_threshold(labels, scores, found["specific"])["specificity"], 0.95)

    def test_bootstrap_draws_whole_groups(self):
        # Two groups of equal values: a mean can only be 0, 1/2 or 1.
        values, seen = numpy.array([0.0, 0, 1, 1]), set()
        evaluation.bootstrap_by_group(lambda i: seen.add(values[i].mean()) or 0.0, [5, 5, 9, 9], 50)
        self.assertEqual(seen, {0.0, 0.5, 1.0})


class Selection(unittest.TestCase):
    def test_selective_backprop_follows_the_loss_percentile(self):
        chance = SelectiveBackprop(2.0).probabilities(torch.tensor([0.4, 0.1, 0.3, 0.2]))
        # Ranks 4, 1, 3, 2 of 4, squared.
        self.assertEqual(chance.tolist(), [1.0, 0.0625, 0.5625, 0.25])

    def test_selective_backprop_forgets_old_losses(self):
        selection = SelectiveBackprop(1.0, history=2)
        selection.probabilities(torch.tensor([9.0, 9.0]))
        self.assertEqual(selection.probabilities(torch.tensor([1.0, 2.0])).tolist(), [0.5, 1.0])

    def test_meta_gradient_of_one_step_by_hand(self):
        # One descriptor, w = b = 0. Example 0 agrees with the held-out one, example 1 contradicts it.
        # dL_i/dw = dL_i/db = -+1/2, so with weights v the step is r (v0 - v1) / 4 on both and the held-out logit
        # is r (v0 - v1) / 2. With equal scores dv0/ds0 = 1/2 and dv1/ds0 = -1/2, so dlogit/ds0 = r / 2,
        # and dloss/dlogit = sigmoid(0) - 1 = -1/2: the gradient is -r/4 and +r/4.
        rate = 0.4
        parameters = [torch.zeros(1, requires_grad=True), torch.zeros((), requires_grad=True)]
        scores = torch.zeros(2, requires_grad=True)
        train = (torch.tensor([[1.0], [1.0]]), torch.tensor([1.0, 0.0]))
        loss = meta_loss(parameters, scores, train, (torch.tensor([[1.0]]), torch.tensor([1.0])), rate)
        gradient = torch.autograd.grad(loss, scores)[0]
        self.assertAlmostEqual(float(gradient[0]), -rate / 4, places=5)
        self.assertAlmostEqual(float(gradient[1]), rate / 4, places=5)
        self.assertAlmostEqual(float(weights_of(scores).sum()), 2.0, places=5)


class Training(unittest.TestCase):
    def test_learning_rate_rises_and_falls(self):
        config = TrainConfig(steps=1100, warmup=100, learning_rate=1.0)
        self.assertAlmostEqual(learning_rate_at(49, config), 0.5)
        self.assertAlmostEqual(learning_rate_at(600, config), 0.01 + 0.99 * 0.5)
        self.assertAlmostEqual(learning_rate_at(1100, config), 0.01)

    def test_moving_average_by_hand(self):
        layer = torch.nn.Linear(1, 1, bias=False)
        torch.nn.init.zeros_(layer.weight)
        average = MovingAverage(layer, 0.9)
        torch.nn.init.ones_(layer.weight)
        average.update(layer, 0)  # the decay starts at 1/10
        self.assertAlmostEqual(float(average.state["weight"]), 0.9, places=6)


if __name__ == "__main__":
    unittest.main()
