"""python3 -m unittest discover models/training/tests"""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    import numpy
    import sklearn  # noqa: F401, which prostate_head imports
    import torch
    from PIL import Image
except ImportError as reason:
    raise unittest.SkipTest(f"needs PyTorch, NumPy, Pillow and scikit-learn: {reason}")

from augment import AugmentConfig
from network import NetworkConfig
from pair_network import PairConfig, PairNet
from photo_network import PhotoConfig
from prostate_data import SIDE, ProstatePatches, load_prostate, zurich_folds
from prostate_head import Part, augmented, features, fit_head, weights_of
from train_prostate import image_scores, split

PLAIN = AugmentConfig(stain=0, stain_shift=0, strength=0, mix=0, brightness=0, white_balance=0, warp=0, blur=0, noise=0, jpeg=0)


def some_patches() -> ProstatePatches:
    """Two sources with both classes and one with cancer alone; 6 groups a class in the first."""
    rows = [("zurich", f"zurich {label}{g}", label) for label in (0.0, 1.0) for g in range(6) for _ in range(2)]
    rows += [("rings", f"rings {label}", label) for label in (0.0, 1.0)] + [("sicapv2", "sicapv2 a", 1.0)]
    random = numpy.random.RandomState(0)
    return ProstatePatches(
        random.randint(0, 256, (len(rows), 3, 96, 96)).astype(numpy.uint8),
        numpy.array([r[2] for r in rows], numpy.float32),
        numpy.array([r[0] for r in rows]),
        numpy.array([r[1] for r in rows]),
        numpy.array([f"{i}.png" for i in range(len(rows))]),
    )


class Splits(unittest.TestCase):
    def test_no_group_is_on_both_sides_and_every_fold_has_both_classes(self):
        patches = some_patches()
        fold = zurich_folds(patches)
        for k in range(3):
            train, test = split(patches, f"fold-{k}")
            self.assertEqual(set(), set(patches.groups[train]) & set(patches.groups[test]))
            self.assertEqual({0.0, 1.0}, set(patches.labels[test]))
        self.assertTrue((fold[patches.sources == "zurich"] >= 0).all())

    def test_a_laboratory_with_one_class_does_not_teach(self):
        patches = some_patches()
        for run in ("fold-0", "without-rings", "final"):
            self.assertNotIn("sicapv2", patches.sources[split(patches, run)[0]])

    def test_the_left_out_laboratory_is_left_out(self):
        patches = some_patches()
        train, test = split(patches, "without-rings")
        self.assertEqual({"zurich"}, set(patches.sources[train]))
        self.assertEqual({"rings"}, set(patches.sources[test]))

    def test_an_image_scores_the_mean_of_its_patches(self):
        patches = some_patches().take(numpy.arange(3))
        patches.parents = numpy.array(["a", "a", "b"])
        _, scores, _ = image_scores(torch.tensor([1.0, 3.0, 5.0]).view(3, 1, 1, 1), patches)
        self.assertEqual([2.0, 5.0], scores.tolist())

    def test_the_published_layout_of_sicapv2_is_read_with_both_classes(self):
        header = "file,label,mask,source,group,width,height,um_per_px,licence,notes\n"
        with tempfile.TemporaryDirectory() as folder:
            ours, full = Path(folder) / "ours", Path(folder) / "full"
            (full / "images").mkdir(parents=True)
            ours.mkdir()
            (ours / "images.csv").write_text(header + "a.png,benign,,zurich,g,192,192,1.0,CC0,\n")
            Image.new("RGB", (192, 192), (200, 120, 180)).save(ours / "a.png")
            for name in ("16B1_x.jpg", "17B2_y.jpg"):
                Image.new("RGB", (512, 512), (190, 130, 170)).save(full / "images" / name)
            (full / "Train.csv").write_text("image_name,NC,G3,G4,G5\n16B1_x.jpg,1,0,0,0\n17B2_y.jpg,0,1,0,0\n")
            patches = load_prostate(ours, full)
        labels = {g: set(patches.labels[patches.groups == g]) for g in set(patches.groups)}
        self.assertEqual({"zurich g": {0.0}, "sicapv2 16B1": {0.0}, "sicapv2 17B2": {1.0}}, labels)
        self.assertEqual((3, SIDE, SIDE), patches.images.shape[1:])

    def test_a_folder_without_its_table_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(FileNotFoundError, "images.csv is missing"):
                load_prostate(Path(folder))


class Head(unittest.TestCase):
    def network(self) -> PairNet:
        torch.manual_seed(0)
        turned = NetworkConfig(
            widths=(4, 4, 8, 8), regular=(1, 1, 2, 2), symmetries=4, convolutions=(0, 2, 2, 0), pointwise=(0, 0, 0, 0), identity=False, dropout=0.0
        )
        model = PairNet(PairConfig(PhotoConfig(dropout=0.0), turned)).train()
        for values in model.photo.parameters():
            if values.ndim > 1:
                torch.nn.init.kaiming_normal_(values)  # untrained, it would say next to nothing
        for _ in range(30):  # batch norm gets to know what goes through it
            model(torch.rand(8, 3, 80, 80) * torch.rand(8, 1, 1, 1))
        return model.eval()

    def part(self, seed: int, **settings) -> Part:
        """Dark patches against bright ones."""
        images = numpy.random.RandomState(seed).randint(0, 100, (12, 3, 80, 80)).astype(numpy.uint8)
        images[6:] += 120
        return Part(images, numpy.repeat([0.0, 1.0], 6).astype(numpy.float32), **settings)

    def test_the_head_is_the_regression_of_mean_features_and_tells_the_classes(self):
        model, part = self.network(), self.part(1, rounds=3)
        model.start_levels(torch.from_numpy(part.images).float() / 255, 0.9)
        trunks = {k: v.clone() for k, v in model.state_dict().items() if not k.startswith("head.")}
        fit_head(model, [part, self.part(2, share=0.1, apart=True)], PLAIN, [], 1.0, seed=1)
        x = torch.from_numpy(part.images).float() / 255
        with torch.no_grad():
            logits = model(x).mean((1, 2, 3)).numpy()
        self.assertEqual((logits > 0).tolist(), (part.labels > 0.5).tolist())
        index = model.fields()
        first = [int((index == k).nonzero()[0]) for k in range(int(index.max()) + 1)]
        weight = model.head.weight.detach()[0, :, 0, 0].numpy()
        expected = features(model, x) @ (weight[first] * torch.bincount(index).numpy()) + float(model.head.bias)
        numpy.testing.assert_allclose(logits, expected, atol=0.03 * abs(logits).max())
        for key, value in trunks.items():
            self.assertTrue(torch.equal(value, model.state_dict()[key]), key)

    def test_what_stands_apart_may_lie_elsewhere(self):
        # The same two classes, but all of them brighter than the brightest of the first part.
        other = self.part(3, share=5, rounds=3)
        other.images = (other.images // 4 + 190).astype(numpy.uint8)
        off = {}
        for apart in (False, True):
            model = self.network()
            other.apart = apart
            fit_head(model, [self.part(1, rounds=3), other], PLAIN, [], 0.03, seed=1)
            with torch.no_grad():
                logits = model(torch.from_numpy(self.part(4).images).float() / 255).mean((1, 2, 3)).numpy()
            # How far the boundary is from the middle between the classes of the first part.
            off[apart] = abs(logits[:6].mean() + logits[6:].mean()) / (logits[6:].mean() - logits[:6].mean())
        self.assertLess(off[True], 0.5)
        self.assertGreater(off[False], 2 * off[True])

    def test_parts_weigh_their_share_and_classes_the_same(self):
        labels = [numpy.array([0, 0, 0, 1.0]), numpy.array([0, 1.0])]
        weights = weights_of([Part(None, None, 1.0), Part(None, None, 0.5)], labels)
        self.assertAlmostEqual(weights.mean(), 1)
        numpy.testing.assert_allclose(weights / weights[3], [1 / 3, 1 / 3, 1 / 3, 1, 0.5, 0.5])

    def test_donors_lend_stain_but_are_not_learned_from(self):
        part = self.part(1)
        donors = [part.images[:4], numpy.zeros((2, 3, 8, 8), numpy.uint8)]
        config = AugmentConfig(mix_per_group=True, jpeg=0.0)
        batches = list(augmented(part, config, donors, torch.Generator().manual_seed(0)))
        self.assertEqual((12, 12), (sum(len(x) for x, _ in batches), sum(len(y) for _, y in batches)))
        self.assertTrue(all(torch.isfinite(x).all() for x, _ in batches))


if __name__ == "__main__":
    unittest.main()
