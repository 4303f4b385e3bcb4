"""Views of patches, the teacher's answers to them, and learning from those."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    import numpy
    import torch
    from PIL import Image
except ImportError as error:
    raise unittest.SkipTest(f"torch, numpy and pillow are needed: {error}")

from augment import AugmentConfig, turned
from label_views import ask, basis_of, label, principal
from lymph_data import SIDE, Patches, overlap_groups
from network import NetworkConfig, SegmentationNet
from train_lymph_node import load_views
from trainer import TrainConfig, start_from
from view_trainer import ViewTrainer
from views import ViewConfig, make_views, mixed, rounds, windows_of_regions

PLAIN = AugmentConfig(stain=0, stain_shift=0, strength=0, mix=0, brightness=0, white_balance=0, warp=0, blur=0, noise=0, jpeg=0)


def patches(count: int) -> Patches:
    images = numpy.random.RandomState(0).randint(60, 255, (count, 3, SIDE, SIDE)).astype(numpy.uint8)
    return Patches(images, numpy.zeros(count, numpy.float32), numpy.arange(count))


class Brightness(torch.nn.Module):
    """A teacher whose answer is the mean of all, its features those of each channel."""

    head = staticmethod(lambda features: features.mean((1, 2, 3), keepdim=True))

    def features(self, x):
        return x.mean((2, 3), keepdim=True)


class Views(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_as_many_of_each_kind_as_asked(self):
        config = ViewConfig(of_patch=2, mixtures=1, of_simulated=3)
        simulated = torch.zeros(4, 3, SIDE, SIDE, dtype=torch.uint8)
        passes = list(rounds(patches(5), numpy.zeros((7, 3, SIDE, SIDE), numpy.uint8), simulated, config))
        self.assertEqual([(len(images), mix) for images, mix in passes], [(5, False)] * 2 + [(5, True), (7, False)] + [(4, False)] * 3)
        self.assertEqual(len(make_views(iter(passes), PLAIN, seed=1)), 5 * 3 + 7 + 12)

    def test_a_view_without_augmentation_is_the_patch_turned(self):
        train = patches(9)
        views = make_views(iter([(torch.from_numpy(train.images), False)]), PLAIN, seed=1)
        # Off by one where optical density and rounding meet.
        numpy.testing.assert_allclose(sorted(v.float().mean() for v in views), sorted(i.mean() for i in train.images), atol=0.2)

    def test_a_mixture_lies_between_two(self):
        images = torch.stack([torch.zeros(3, 2, 2), torch.ones(3, 2, 2)])
        seen = torch.cat([mixed(images, torch.Generator().manual_seed(seed)) for seed in range(30)])
        between = seen[(seen > 0) & (seen < 1)]
        self.assertGreater(len(between), 0)
        self.assertTrue(bool((between >= 0.2 - 1e-6).all() and (between <= 0.8 + 1e-6).all()))

    def test_turning_keeps_every_patch_whole(self):
        images = torch.rand(16, 3, 5, 5)
        out = turned(images, torch.Generator().manual_seed(0))
        torch.testing.assert_close(images.flatten(1).sort(1).values, out.flatten(1).sort(1).values)
        self.assertFalse(torch.equal(images, out))

    def region(self, name: str, group: str, split: str, known: slice) -> str:
        pixels = numpy.full((SIDE, 3 * SIDE, 3), 150, numpy.uint8)
        coverage = numpy.zeros((SIDE, 3 * SIDE), numpy.uint8)
        coverage[:, known] = 255
        Image.fromarray(pixels).save(self.folder / f"{name}.png")
        Image.fromarray(coverage).save(self.folder / f"{name}_coverage.png")
        return f"{name}.png,{split},{group}\n"

    def test_windows_only_of_known_tissue_of_training_fields_that_are_not_held_out(self):
        rows = "file,split,overlap_group\n" + self.region("a", "g0", "train", slice(24, 24 + SIDE + 24))
        rows += self.region("b", "g1", "train", slice(0, 3 * SIDE)) + self.region("c", "g2", "validation", slice(0, 3 * SIDE))
        (self.folder / "regions.csv").write_text(rows)
        self.assertEqual(len(windows_of_regions(self.folder, {"g1"}, 100, 1)), 2)
        self.assertEqual(len(windows_of_regions(self.folder, set(), 100, 1)), 2 + 9)
        self.assertEqual(len(windows_of_regions(self.folder, set(), 5, 1)), 5)
        self.assertEqual(windows_of_regions(self.folder, set(), 0, 1).shape, (0, 3, SIDE, SIDE))

    def test_groups_are_numbered_along_the_names_of_the_table(self):
        table = self.folder / "patches.csv"
        table.write_text("file,overlap_group\n1,g7\n2,g3\n3,g5\n")
        names = overlap_groups(table)
        self.assertEqual({names[group] for group in numpy.array([0, 2])}, {"g3", "g7"})

    def test_labelling_goes_on_where_it_stopped_and_is_refused_until_it_is_done(self):
        images = patches(300).images
        numpy.save(self.folder / "images.npy", images)
        components = basis_of(Brightness(), images, "cpu")
        label([Brightness()], images, components, self.folder, "cpu", every=1)
        for name, known in (("logits", 7), ("features", 7)):
            half = numpy.load(self.folder / f"{name}.npy")
            half[:128], half[128:] = known, numpy.nan
            numpy.save(self.folder / f"{name}.npy", half)
        with self.assertRaisesRegex(ValueError, "not labelled in full"):
            load_views(self.folder)
        label([Brightness()], images, components, self.folder, "cpu", every=1)
        logits, features = (numpy.load(self.folder / f"{name}.npy") for name in ("logits", "features"))
        numpy.testing.assert_allclose(logits[:128], 7)
        numpy.testing.assert_allclose(logits[128:], images[128:].mean((1, 2, 3)) / 255, atol=4e-3)
        self.assertTrue(numpy.isfinite(features).all())
        read, probabilities, _ = load_views(self.folder)
        self.assertEqual(len(read), 300)
        numpy.testing.assert_allclose(probabilities[0], 1 / (1 + numpy.exp(-7)), rtol=1e-3)
        with self.assertRaisesRegex(ValueError, "300 answers"):
            label([Brightness()], images[:200], components, self.folder, "cpu")

    def test_several_teachers_answer_by_their_mean_and_show_the_features_of_the_first(self):
        class Opposite(Brightness):
            head = staticmethod(lambda features: 3 - features.mean((1, 2, 3), keepdim=True))

        images = torch.from_numpy(patches(4).images)
        logits, features = ask([Brightness(), Opposite()], images)
        torch.testing.assert_close(logits, torch.full((4,), 1.5), atol=1e-2, rtol=0)
        torch.testing.assert_close(features, images.float().mean((2, 3)) / 255, atol=1e-2, rtol=0)

    def test_principal_components_have_a_total_variance_of_one_and_the_largest_first(self):
        torch.manual_seed(0)
        features = torch.randn(500, 6) * torch.tensor([1.0, 9.0, 0.1, 3.0, 0.1, 0.1]) + 5
        mean, basis = principal(features, 2)
        parts = (features - mean) @ basis
        self.assertAlmostEqual(float(parts.var(0, unbiased=False).sum()), 1, places=4)
        torch.testing.assert_close(parts.var(0)[0] / parts.var(0)[1], torch.tensor(9.0), rtol=0.2, atol=0)


class Learning(unittest.TestCase):
    def trainer(self, feature_weight: float, steps: int = 4) -> ViewTrainer:
        torch.manual_seed(3)
        images = torch.from_numpy(patches(16).images)
        config = TrainConfig(steps=steps, batch=8, warmup=1, bfloat16=False, label_smoothing=0.0, learning_rate=1e-3)
        network = SegmentationNet(NetworkConfig(widths=(4, 6, 8, 10), convolutions=(0, 1, 1, 0), dropout=0.0))
        features = torch.arange(16.0)[:, None].repeat(1, 3)
        return ViewTrainer(network, images, torch.full((16,), 0.25), config, None, features=features, feature_weight=feature_weight)

    def test_the_loss_is_cross_entropy_and_the_squared_error_of_the_features_of_the_same_view(self):
        trainer = self.trainer(0.5)
        torch.nn.init.zeros_(trainer.map.weight)
        torch.nn.init.zeros_(trainer.map.bias)
        torch.nn.init.zeros_(trainer.model.head.weight)
        trainer.model.eval()
        index = torch.tensor([2, 0, 5])
        losses = trainer.losses(trainer.images[index].float() / 255, trainer.labels[index], index)
        # Logit 0 against a target of 0.25; the map tells 0 where the features are index in each of 3.
        torch.testing.assert_close(losses, torch.log(torch.tensor(2.0)) + 0.5 * 3 * index.float() ** 2)

    def test_the_map_learns_is_kept_in_the_checkpoint_and_not_in_the_network(self):
        whole, first, second = (self.trainer(1.0) for _ in range(3))
        before = whole.map.bias.clone()
        for _ in range(4):
            whole.train_step()
        self.assertFalse(torch.equal(before, whole.map.bias))
        self.assertFalse(any("map" in key for key in whole.averaged().state_dict()))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "checkpoint.pt"
            for _ in range(2):
                first.train_step()
            first.save(path)
            self.assertTrue(second.resume(path))
            third = self.trainer(1.0)
            third.take_map(torch.load(path))
            third.take_map({"model": {}})
            start_from(third.model, path)
            torch.testing.assert_close(third.map.bias, first.map.bias)
            torch.testing.assert_close(third.model.head.bias, first.average.state["head.bias"])
        for _ in range(2):
            second.train_step()
        torch.testing.assert_close(whole.map.bias, second.map.bias)


if __name__ == "__main__":
    unittest.main()
